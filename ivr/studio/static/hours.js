// What a text of hours means, beside it as it is typed.

const field = document.querySelector('[data-meaning]');
const place = document.getElementById('meaning');
const PAUSE_MS = 300;
let waiting, asked = 0;

async function show() {
  const number = ++asked;
  const url = new URL(field.dataset.meaning, location.href);
  url.searchParams.set('text', field.value);
  const answer = await fetch(url).catch(() => null);
  if (answer?.ok && number === asked) place.innerHTML = await answer.text();
}

field?.addEventListener('input', () => {
  clearTimeout(waiting);
  waiting = setTimeout(show, PAUSE_MS);
});
