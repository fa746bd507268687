// Recording: the microphone and its level, the take that stays in the page until it is used, the keys.

const FIRST_S = 0.25; // the key that was pressed to begin is no part of the take,
const LAST_S = 0.2; // nor is the one that ends it
const RECENT_S = 1.5;
const QUIET = 0.02; // of full scale: a voice this faint drowns in its room
const LOUD = 0.98;
const IDLE_MS = 120_000; // then the microphone is let go
const REFUSED = { NotFoundError: 'micAbsent', OverconstrainedError: 'micAbsent', NotReadableError: 'micBusy' };

const at = (id) => document.getElementById(id);
const told = (name) => at('recorder').dataset[name];

let mic = null;
let idle = 0;
let recording = null; // the blocks that are being recorded
let take = null; // what was recorded last, as long as it is not used
let isBusy = false;

function say(name) {
  at('state').textContent = told(name);
}

function trouble(text, { isOfMicrophone = false } = {}) {
  at('trouble').textContent = text;
  at('trouble').hidden = !text;
  if (isOfMicrophone) at('upload').open = true;
}

async function openMicrophone() {
  if (!navigator.mediaDevices?.getUserMedia) throw new DOMException('', 'InsecureError');
  const stream = await navigator.mediaDevices.getUserMedia({
    // What makes a talk understood between two rooms spoils a recording.
    audio: { channelCount: 1, echoCancellation: false, noiseSuppression: false, autoGainControl: false },
  });
  const context = new AudioContext();
  await context.audioWorklet.addModule(told('worklet'));
  const node = new AudioWorkletNode(context, 'take', { channelCount: 1, channelCountMode: 'explicit' });
  node.port.onmessage = ({ data }) => hear(data);
  // Connected to what is silent: a node that leads nowhere is not run everywhere.
  context.createMediaStreamSource(stream).connect(node).connect(context.destination);
  await context.resume();
  stream.getAudioTracks()[0].addEventListener('ended', lose);
  mic = { stream, context };
}

function closeMicrophone() {
  mic?.stream.getTracks().forEach((track) => track.stop());
  mic?.context.close();
  mic = null;
}

function lose() {
  closeMicrophone();
  if (!recording) return;
  recording = null;
  show({ isRecording: false });
  trouble(told('micLost'), { isOfMicrophone: true });
}

async function begin() {
  if (isBusy || recording) return;
  clearTimeout(idle);
  trouble('');
  if (!mic) {
    isBusy = true;
    say('asking');
    try {
      await openMicrophone();
    } catch (error) {
      closeMicrophone();
      say('ready');
      const name = error.name === 'InsecureError' ? 'micInsecure' : (REFUSED[error.name] ?? 'micRefused');
      trouble(told(name), { isOfMicrophone: true });
      return;
    } finally {
      isBusy = false;
    }
  }
  at('heard')?.pause();
  const { sampleRate } = mic.context;
  recording = { rate: sampleRate, toSkip: FIRST_S * sampleRate, blocks: [], samples: 0, peaks: [] };
  show({ isRecording: true });
}

function show({ isRecording }) {
  at('record').textContent = told(isRecording ? 'stop' : 'record');
  at('record').classList.toggle('running', isRecording);
  at('level-words').textContent = told('levelNone');
  at('level').value = 0;
  if (!isRecording) say('ready');
}

function hear(block) {
  if (!recording) return;
  if (recording.toSkip > 0) {
    recording.toSkip -= block.length;
    if (recording.toSkip <= 0) say('speakNow');
    return;
  }
  recording.blocks.push(block);
  recording.samples += block.length;
  const peak = block.reduce((highest, sample) => Math.max(highest, Math.abs(sample)), 0);
  recording.peaks.push(peak);
  const seconds = recording.samples / recording.rate;
  at('clock').textContent = seconds.toFixed(1).replace('.', at('clock').dataset.comma);
  showLevel(peak, seconds);
  if (seconds >= Number(told('longest'))) end();
}

// Nothing of this is read aloud: a screen reader's voice would be in the recording.
function showLevel(peak, seconds) {
  at('level').value = Math.max(0, 60 + 20 * Math.log10(peak));
  const recent = recording.peaks.slice(-Math.ceil((RECENT_S * recording.rate) / recording.blocks[0].length));
  const highest = Math.max(...recent);
  const isEarly = seconds < RECENT_S;
  const name = highest >= LOUD ? 'levelLoud' : highest >= QUIET ? 'levelGood' : isEarly ? 'levelNone' : 'levelQuiet';
  if (at('level-words').textContent !== told(name)) at('level-words').textContent = told(name);
}

async function end() {
  const { rate, blocks, samples } = recording;
  recording = null;
  show({ isRecording: false });
  idle = setTimeout(closeMicrophone, IDLE_MS);
  take = asWav(blocks, Math.max(0, samples - Math.round(LAST_S * rate)), rate);
  const form = document.querySelector('form[data-takes]');
  const data = new FormData(form);
  data.set('sound', take, 'take.wav');
  await send(form.action, data, 'listening');
}

/** One channel of 16 bits, whole: what a codec leaves out, nobody could judge. */
function asWav(blocks, samples, rate) {
  const view = new DataView(new ArrayBuffer(44 + 2 * samples));
  const letters = (offset, text) => [...text].forEach((one, i) => view.setUint8(offset + i, one.charCodeAt(0)));
  letters(0, 'RIFF');
  view.setUint32(4, 36 + 2 * samples, true);
  letters(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, 2 * rate, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  letters(36, 'data');
  view.setUint32(40, 2 * samples, true);
  let written = 0;
  for (const block of blocks) {
    for (const sample of block.subarray(0, samples - written)) {
      view.setInt16(44 + 2 * written, Math.round(Math.max(-1, Math.min(1, sample)) * 32767), true);
      written += 1;
    }
  }
  return new Blob([view], { type: 'audio/wav' });
}

/** Send a form and show the page that comes back; the take stays here if none comes. */
async function send(action, data, words) {
  isBusy = true;
  trouble('');
  say(words);
  data.set('by_script', 'yes');
  try {
    const answer = (await posted(action, data)) ?? ((await renew(data)) && (await posted(action, data)));
    if (answer) showPage(answer);
    else fail(told('signedOut'));
  } catch {
    fail(told('unreachable'));
  } finally {
    isBusy = false;
  }
}

function fail(text) {
  say('ready');
  trouble(text);
}

/** Give the page that comes back, or null where it is another than this one. */
async function posted(action, data) {
  const answer = await fetch(action, { method: 'POST', body: data });
  return parsed(answer);
}

async function parsed(answer) {
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  return page.getElementById('say') ? { page, url: answer.url, isElsewhere: answer.redirected } : null;
}

/** Whoever has signed in again in another tab has another token. */
async function renew(data) {
  const fresh = await parsed(await fetch(location.href));
  if (!fresh) return false;
  data.set('csrf_token', fresh.page.querySelector('meta[name="csrf-token"]').content);
  return true;
}

function showPage({ page, url, isElsewhere }) {
  at('content').replaceChildren(...page.getElementById('content').children);
  if (isElsewhere) history.pushState(null, '', url);
  if (!at('use')) take = null;
  prepare();
  const heading = at('verdict') ?? at('say');
  heading.focus();
  heading.closest('section').scrollIntoView({ block: 'nearest' });
}

async function skip(url) {
  if (isBusy || recording || (take && !confirm(told('leave')))) return;
  take = null;
  try {
    const next = await parsed(await fetch(url));
    if (next) showPage({ ...next, isElsewhere: true });
    else location.assign(url);
  } catch {
    fail(told('unreachable'));
  }
}

/** Show what needs a script, and fold what does without. */
function prepare() {
  for (const id of ['recorder', 'hear', 'again', 'keys']) {
    if (at(id)) at(id).hidden = false;
  }
  if (at('upload') && !document.querySelector('#sound[aria-invalid]')) at('upload').open = false;
  if (at('keys-on')) at('keys-on').checked = localStorage.getItem('recording-keys') !== 'off';
}

document.addEventListener('click', ({ target }) => {
  const pressed = target.closest('#record, #again, #hear');
  if (!pressed) return;
  if (pressed.id === 'hear') at('heard').play();
  else if (recording) end();
  else begin();
});

document.addEventListener('click', (event) => {
  const link = event.target.closest('#skip');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  skip(link.href);
});

document.addEventListener('submit', (event) => {
  const form = event.target;
  if (!form.matches('[data-takes], [data-uses]')) return;
  event.preventDefault();
  if (isBusy || recording) return;
  const data = new FormData(form);
  if (form.matches('[data-takes]')) take = data.get('sound');
  data.set('sound', take, take.name ?? 'take.wav');
  send(form.action, data, form.matches('[data-takes]') ? 'listening' : 'keeping');
});

document.addEventListener('change', ({ target }) => {
  if (target.id === 'keys-on') localStorage.setItem('recording-keys', target.checked ? 'on' : 'off');
});

const KEYS = {
  h: () => at('heard')?.play(),
  r: () => take && begin(),
  n: () => at('use')?.querySelector('button.first')?.click(),
  s: () => at('skip')?.click(),
};

document.addEventListener('keydown', (event) => {
  const { key, target, repeat } = event;
  if (repeat || event.altKey || event.ctrlKey || event.metaKey) return;
  if (!at('recorder') || !at('keys-on')?.checked || target.closest('input, select, textarea, audio')) return;
  const isOnControl = target.closest('button, a, summary');
  if (key === ' ' && !isOnControl) {
    event.preventDefault();
    if (recording) end();
    else if (!take) begin();
  } else if (!recording) {
    const pressed = key === 'Enter' ? (isOnControl ? '' : 'n') : key.toLowerCase();
    if (Object.hasOwn(KEYS, pressed)) KEYS[pressed]();
  }
});

addEventListener('beforeunload', (event) => {
  if (take || recording) event.preventDefault();
});
addEventListener('popstate', () => location.reload());
prepare();
