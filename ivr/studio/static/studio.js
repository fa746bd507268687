// What the scripts of several pages need.

const token = document.querySelector('meta[name="csrf-token"]').content;

/** Send something to the studio and return its answer; throws an Error with what to tell. */
export async function post(url, body) {
  const isForm = body instanceof FormData || body instanceof Blob;
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      'X-CSRFToken': token,
      Accept: 'application/json',
      ...(isForm ? {} : { 'Content-Type': 'application/json' }),
    },
    body: isForm ? body : JSON.stringify(body ?? {}),
  });
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) {
    const error = new Error(told.told ?? `${answer.status}`);
    error.told = told;
    throw error;
  }
  return told;
}
