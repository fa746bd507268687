// A sentence is heard and saved in its place on the page, so that nothing typed elsewhere is lost.

const token = document.querySelector('meta[name="csrf-token"]').content;

async function send(form, body) {
  const answer = await fetch(form.action, {
    method: 'POST',
    headers: { 'X-CSRFToken': token, Accept: 'application/json' },
    body,
  });
  const told = await answer.json().catch(() => ({}));
  if (!told.card) throw new Error(told.told ?? `${answer.status}`);
  return told;
}

function replaced(card, html) {
  const holder = document.createElement('template');
  holder.innerHTML = html;
  const fresh = holder.content.querySelector('article');
  card.replaceWith(fresh);
  return fresh;
}

// To what is told first; else where the focus was, for whoever goes on with the keyboard.
function focusIn(card, value) {
  const told = card.querySelector('.note[tabindex], textarea[aria-invalid]');
  const same = card.querySelector(`button[name="do"][value="${value}"]`);
  (told ?? same ?? card.querySelector('h3')).focus();
}

function tell(place, text) {
  const note = document.createElement('p');
  note.className = 'note danger';
  note.setAttribute('role', 'alert');
  note.textContent = text;
  place.prepend(note);
}

function typed(form) {
  return [...form.querySelectorAll('textarea')].some((field) => field.value !== field.defaultValue);
}

document.addEventListener('submit', async (event) => {
  const form = event.target;
  const button = event.submitter;
  if (!form.classList.contains('sentence-form') || !button) return;
  event.preventDefault();
  const card = form.closest('article');
  const body = new FormData(form, button); // before the button is disabled, and left out
  card.setAttribute('aria-busy', 'true');
  const [name, called] = [button.textContent, button.getAttribute('aria-label')];
  button.disabled = true;
  button.textContent = form.dataset.busy;
  button.removeAttribute('aria-label');
  try {
    const told = await send(form, body);
    const fresh = replaced(card, told.card);
    focusIn(fresh, button.value);
    if (fresh.querySelector('.change[open]')) fresh.dataset.unsaved = 'yes';
    if (button.value.startsWith('hear.')) {
      const sound = fresh.querySelector('.tried audio');
      await sound?.play().catch(() => tell(sound.closest('.tried'), form.dataset.silent));
    }
  } catch (error) {
    card.removeAttribute('aria-busy');
    button.disabled = false;
    button.textContent = name;
    if (called) button.setAttribute('aria-label', called);
    tell(form, error.message);
  }
});

addEventListener('beforeunload', (event) => {
  const isUnsaved = document.querySelector('[data-unsaved]');
  if (isUnsaved || [...document.querySelectorAll('.sentence-form')].some(typed)) event.preventDefault();
});
