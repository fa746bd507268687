// The telephone: the whole call comes as rows and one sound; a key asks for what comes otherwise.
//
// The sound's own time is the clock of the call, and all that is shown follows it. Where no sound
// plays, a clock of the page's own takes its place.

const root = document.querySelector('[data-phone]');
const one = (name, within = root) => within.querySelector(`[data-${name}]`);
const all = (name) => [...document.querySelectorAll(`[data-${name}]`)];
const words = root.dataset;
const form = document.getElementById('before');
const rowsOf = one('rows');
const hook = one('hook');
const holdButton = one('hold');
const inOther = document.querySelector('a[hreflang]');
const channel = new BroadcastChannel('call');
const SIGNS = { '*': 's', '#': 'h' };
const TICK_MS = 80;

/** Seconds of the call, by the sound while it plays. */
const clock = {
  audio: new Audio(),
  base: 0, // the second at which what is counted now was begun
  from: 0, // the second at which the sound begins
  since: null, // when the page's own clock was last started
  silent: false,
  begin(second, sound) {
    this.stop();
    this.base = this.from = second;
    this.silent = false;
    const former = this.audio;
    const audio = new Audio(sound);
    audio.onerror = () => { if (audio === this.audio) this.goSilent(words.wordWhyBroken); };
    this.audio = audio;
    former.removeAttribute('src'); // what is left of it need not be fetched
    former.load();
    this.go();
  },
  go() {
    if (this.silent) { this.since = performance.now(); return; }
    const sound = this.audio;
    sound.play().catch((error) => {
      if (sound !== this.audio || error.name === 'AbortError') return;
      const blocked = error.name === 'NotAllowedError';
      this.goSilent(blocked ? words.wordWhyBlocked : words.wordWhyBroken);
      if (!blocked) return;
      for (const touch of ['pointerdown', 'keydown']) {
        document.addEventListener(touch, () => this.try(sound), { once: true });
      }
    });
  },
  async try(sound) {
    if (sound !== this.audio || !this.silent) return;
    sound.currentTime = Math.max(0, this.now() - this.from);
    try { await sound.play(); } catch { return; }
    if (sound !== this.audio) return;
    this.base = this.from;
    this.silent = false;
    this.since = null;
    tell('');
  },
  goSilent(why) {
    if (this.silent) return;
    this.base = this.now();
    this.silent = true;
    this.since = performance.now();
    tell(words.wordNoSound.replace('{why}', why));
  },
  now() {
    if (!this.silent) return this.base + this.audio.currentTime;
    return this.base + (this.since === null ? 0 : (performance.now() - this.since) / 1000);
  },
  stop() {
    if (this.silent) { this.base = this.now(); this.since = null; }
    this.audio.pause();
  },
};

let call = words.call;
let made = null; // the call as it has been answered last
let on = false;
let held = false;
let place = null;
let side = null; // the stretch in which somebody else is there
let asking = Promise.resolve();
let early = null; // the keys that are pressed before a call is answered

function tell(what) {
  const trouble = one('trouble');
  trouble.hidden = !what;
  if (trouble.textContent !== what) trouble.textContent = what;
}

function doing(what) {
  const shown = one('doing');
  if (shown.textContent !== what) shown.textContent = what;
}

/** Ask for a call; null, and it is told why, where there is no answer. */
async function ask(fields) {
  let answer;
  try {
    answer = await fetch(`${words.calls}?${new URLSearchParams(fields)}`);
  } catch {
    if (on) gone(); else tell(words.wordGoneBefore);
    return null;
  }
  const told = await answer.json().catch(() => ({}));
  if (answer.ok) return told;
  tell(told.told ?? words.wordGoneBefore);
  return null;
}

function gone() {
  end();
  one('gone').hidden = false;
  one('after').hidden = true;
}

/** Take a call as it is now known, and hear it from a second on. */
function adopt(answer, second) {
  made = answer;
  call = answer.call;
  const fragment = document.createElement('template');
  fragment.innerHTML = answer.html;
  made.rows = [...fragment.content.children];
  const past = made.rows.filter((row) => Number(row.dataset.at) < second - 0.004).length;
  while (rowsOf.children.length > past) rowsOf.lastElementChild.remove();
  [...rowsOf.children].forEach((row, place) => {
    row.dataset.end = made.rows[place].dataset.end;
    const cut = made.rows[place].querySelector('.cut');
    row.querySelector('.cut')?.toggleAttribute('hidden', cut?.hidden ?? true);
  });
  one('number').textContent = answer.called;
  one('moment').textContent = answer.began;
  for (const link of all('link')) link.href = answer.links[link.dataset.link];
  inOther.href = `?${new URLSearchParams({ call, ui: inOther.hreflang })}`;
  history.replaceState(null, '', answer.links.again);
  clock.begin(second, `${words.sound}?${new URLSearchParams({ call, from: second })}`);
}

function begin(answer) {
  on = true;
  release();
  rowsOf.replaceChildren();
  tell('');
  place = null;
  for (const name of ['empty', 'after', 'gone']) one(name).hidden = true;
  hook.textContent = words.wordHangUp;
  hook.classList.add('danger');
  holdButton.hidden = false;
  adopt(answer, 0);
  one('set').focus({ preventScroll: true });
}

function ring() {
  doing(words.wordConnecting);
  return connect(new FormData(form));
}

/** Make a call; what is pressed until it is answered is pressed then. */
async function connect(fields) {
  if (early) return;
  early = [];
  const answer = await ask(fields);
  const keys = early;
  early = null;
  if (!answer) { doing(words.wordReady); return; }
  begin(answer);
  keys.forEach(press);
}

function again() {
  return connect({ call });
}

/** Do something at this second of the call: a key, a hang-up, a callee's outcome. */
function act(item, from = null) {
  const second = Math.round(clock.now() * 100) / 100;
  clock.stop();
  asking = asking.then(async () => {
    if (!on) return;
    const answer = await ask({ call, until: second, then: `${item}-${second}` });
    if (answer && on) {
      release();
      adopt(answer, from ?? second);
    } else if (on && !held) clock.go();
  }).catch(reportError); // a fault in one act keeps nobody from the next
}

function press(key) {
  if (early) { early.push(key); return; }
  if (!on) return;
  const button = document.querySelector(`[data-key="${key}"]`);
  button.classList.add('pressed');
  setTimeout(() => button.classList.remove('pressed'), 150);
  act(`k${SIGNS[key] ?? key}`);
}

function hold() {
  if (!on) return;
  if (held) { release(); clock.go(); return; }
  held = true;
  clock.stop();
  holdButton.textContent = words.wordGoOn;
}

function release() {
  held = false;
  holdButton.textContent = words.wordHold;
}

function end() {
  on = false;
  clock.stop();
  hook.textContent = words.wordRing;
  hook.classList.remove('danger');
  holdButton.hidden = true;
  release();
  one('bar').hidden = true;
  for (const panel of all('side')) panel.hidden = true;
  one('after').hidden = false;
  doing(words.wordOver);
  channel.postMessage({ at: '', language: '', municipality: '', second: clock.now() });
}

function showRows(now) {
  const heard = one('heard');
  while (rowsOf.children.length < made.rows.length) {
    const next = made.rows[rowsOf.children.length];
    if (Number(next.dataset.at) > now + 0.01) break;
    rowsOf.append(next.cloneNode(true));
    heard.scrollTop = heard.scrollHeight;
  }
  const current = rowsOf.lastElementChild;
  const bar = one('bar');
  const left = current && Number(current.dataset.end) > now;
  bar.hidden = !left;
  if (left) {
    const begun = Number(current.dataset.at);
    const long = Number(current.dataset.end) - begun;
    bar.value = long > 0 ? (now - begun) / long : 1; // a stretch may have no length: nothing rings where a call fails
  }
}

function showSide(now) {
  side = made.stretches.find((stretch) => stretch.at <= now && now < stretch.end);
  for (const panel of all('side')) panel.hidden = panel.dataset.side !== side?.kind;
  const rings = side?.kind === 'ringing';
  if (rings) one('service').textContent = `${side.to}: ${side.service}`;
  if (side?.kind === 'whisper') {
    const heard = [...rowsOf.querySelectorAll('[data-kind=whisper] .caller')].at(-1);
    one('whispered').textContent = heard?.textContent ?? '';
    one('whispered').lang = heard?.lang ?? '';
  }
  doing(held ? words.wordHeld : rings ? words.wordRingsThere : words.wordInCall);
}

function showPlace(now) {
  const here = made.places.filter((known) => known.second <= now + 0.01).at(-1);
  if (!here || here === place) return;
  place = here;
  channel.postMessage(here);
}

function tick() {
  if (!on || !made) return;
  const now = Math.min(clock.now(), made.seconds);
  one('clock').textContent = `${Math.floor(now / 60)}:${String(Math.floor(now % 60)).padStart(2, '0')}`;
  showRows(now);
  showSide(now);
  showPlace(now);
  if (now >= made.seconds - 0.02 || (clock.audio.ended && !clock.silent)) {
    showRows(made.seconds);
    end();
  }
}

function hookPressed() {
  if (on) act('h');
  else if (call && hook.textContent === words.wordPlay) again();
  else ring();
}

hook.addEventListener('click', (event) => { event.preventDefault(); hookPressed(); });
holdButton.addEventListener('click', hold);
one('again').addEventListener('click', again);
for (const button of all('key')) button.addEventListener('click', () => press(button.dataset.key));
for (const button of all('act')) button.addEventListener('click', () => act(button.dataset.act));
for (const button of all('outcome')) {
  button.addEventListener('click', () => {
    const letter = button.dataset.outcome;
    // Nobody waits for the ringing to end once it is decided that nobody answers.
    act(`r${side.callee}${letter}`, letter === 'n' ? side.end : null);
  });
}
for (const pick of all('pick')) {
  pick.addEventListener('click', (event) => {
    event.preventDefault();
    form.elements.at.value = pick.dataset.pick;
  });
}
form.elements.to.addEventListener('change', () => {
  if (on) return;
  const [number, whose] = form.elements.to.selectedOptions[0].textContent.split(' – ');
  one('number').textContent = number;
  one('whose').textContent = whose ?? '';
});
document.addEventListener('keydown', (event) => {
  if (event.repeat || event.ctrlKey || event.metaKey) return;
  const typing = event.target.closest('input, select, textarea');
  if (typing) return;
  if (/^[0-9*#]$/.test(event.key)) { event.preventDefault(); press(event.key); return; }
  if (event.target.closest('button, a, summary')) return;
  if (event.key === 'Enter') { event.preventDefault(); hookPressed(); }
  if (event.key === ' ' && on) { event.preventDefault(); hold(); }
});
if (call) hook.textContent = words.wordPlay;
setInterval(tick, TICK_MS);
