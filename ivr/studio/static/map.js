// The map: a step opens beside it, arrow keys follow its lines, and a call in the phone is shown on it.

const sheet = document.getElementById('map');
const panel = document.getElementById('panel');
const drawing = sheet.querySelector('svg');
const boxes = [...drawing.querySelectorAll('a.box')];
const at = (name) => boxes.find((one) => one.dataset.at === name);

// A step opens without the page being loaded anew: a map does not move by itself.
async function open(url, { kept = true } = {}) {
  const answer = await fetch(url);
  if (!answer.ok) { location.assign(url); return; }
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  panel.replaceChildren(...page.getElementById('panel').children);
  const place = panel.querySelector('#place');
  for (const box of boxes) {
    if (place && box.dataset.at === place.dataset.at) box.setAttribute('aria-current', 'true');
    else box.removeAttribute('aria-current');
  }
  if (kept) history.pushState(null, '', url);
  prepare();
  place?.focus({ preventScroll: true });
}

function prepare() {
  const hear = panel.querySelector('[data-hear]');
  if (hear) hear.hidden = false;
}

async function close(url) {
  const last = panel.querySelector('#place').dataset.at;
  await open(url);
  at(last)?.focus({ preventScroll: true });
}

document.addEventListener('click', (event) => {
  const link = event.target.closest('a');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const url = link.href.baseVal ?? link.href;
  if (boxes.includes(link)) { event.preventDefault(); open(url); }
  else if (link.matches('[data-close]')) { event.preventDefault(); close(url); }
});
document.addEventListener('keydown', (event) => {
  const link = panel.querySelector('[data-close]');
  if (event.key === 'Escape' && link) close(link.href);
});
window.addEventListener('popstate', () => open(location.href, { kept: false }));

// All that is said at a step, one sentence after the other.
panel.addEventListener('click', (event) => {
  const hear = event.target.closest('[data-hear]');
  if (!hear) return;
  const sounds = [...panel.querySelectorAll('audio')];
  const playing = sounds.find((one) => !one.paused);
  if (playing) { playing.pause(); return; }
  const say = hear.textContent;
  const stopped = () => { hear.textContent = say; };
  const play = (number) => {
    const sound = sounds[number];
    if (!sound) { stopped(); return; }
    sound.currentTime = 0;
    sound.onended = () => play(number + 1);
    sound.onpause = () => { if (!sound.ended) stopped(); };
    hear.textContent = hear.dataset.stop;
    sound.play().catch(stopped);
  };
  play(0);
});

// The arrow keys follow the lines: left to where one comes from, right to where a key leads.
function beside(box, key) {
  if (key === 'ArrowLeft') return at(box.dataset.from);
  if (key === 'ArrowRight') return boxes.find((one) => one.dataset.from === box.dataset.at);
  const here = box.getBoundingClientRect();
  const column = boxes
    .map((one) => [one, one.getBoundingClientRect()])
    .filter(([, there]) => Math.abs(there.left - here.left) < 2)
    .sort(([, one], [, other]) => one.top - other.top)
    .map(([one]) => one);
  return column[column.indexOf(box) + (key === 'ArrowDown' ? 1 : -1)];
}
drawing.addEventListener('keydown', (event) => {
  const box = event.target.closest('a.box');
  if (!box || !event.key.startsWith('Arrow')) return;
  event.preventDefault();
  beside(box, event.key)?.focus();
});

let size = 1;
for (const button of document.querySelectorAll('[data-zoom]')) {
  button.closest('.zoom').hidden = false;
  button.addEventListener('click', () => {
    const by = Number(button.dataset.zoom);
    size = by ? Math.min(4, Math.max(0.5, size * by)) : 1;
    drawing.style.width = `${size * 100}%`;
    drawing.style.minWidth = size < 1 ? '0' : '';
  });
}

// A call in the phone, in another window of the same browser, moves through the map.
const told = document.querySelector('.call');
function show({ at: name, municipality }) {
  for (const box of boxes) box.classList.remove('here');
  if (!name) { told.textContent = told.dataset.ended; return; }
  if (municipality && municipality !== told.dataset.municipality) {
    told.textContent = told.dataset.elsewhere;
    return;
  }
  const box = at(name);
  box?.classList.add('here');
  told.textContent = box ? told.dataset.here.replace('{place}', box.getAttribute('aria-label')) : '';
}
new BroadcastChannel('call').addEventListener('message', ({ data }) => show(data));
for (const { dataset } of document.querySelectorAll('[data-passed]')) {
  at(dataset.passed)?.classList.add('passed');
}

prepare();
