/* Asking the server. Every way in which that can fail has a name, because each is told differently. */
export class Offline extends Error {} /* no line, or one that broke: again later */
export class Login extends Error {} /* the session is over: after a new login */
export class Forbidden extends Error {} /* not this person, or a stale token */
export class Trouble extends Error {} /* the server is ill or busy: again later */

const PATIENCE = 60000;
let token = "";

async function ask(url, options) {
  const watch = new AbortController();
  const timer = setTimeout(() => watch.abort(), PATIENCE);
  try {
    const answer = await fetch(url, { credentials: "same-origin", redirect: "manual", cache: "no-store", signal: watch.signal, ...options });
    if (answer.type === "opaqueredirect" || answer.status === 401) throw new Login();
    const json = (answer.headers.get("Content-Type") || "").includes("json");
    if (!json && (answer.status === 403 || answer.status === 404)) throw new Forbidden(); /* with words of its own it is told */
    if (answer.status >= 500 || answer.status === 429) throw new Trouble(String(answer.status));
    if (!json) throw new Trouble("not ours"); /* a login page of the telephone company, an error page on the way */
    return { status: answer.status, body: await answer.json() };
  } catch (fault) {
    if (fault instanceof Login || fault instanceof Forbidden || fault instanceof Trouble) throw fault;
    throw new Offline(String(fault));
  } finally {
    clearTimeout(timer);
  }
}

/* Who is logged in; keeps the token for what is sent next. */
export async function me() {
  const { body } = await ask(document.body.dataset.me, {});
  token = body.token;
  const { token: _, ...person } = body;
  return { ...person, ahead: Math.round((Date.now() - Date.parse(body.now)) / 1000) };
}

export function sendEntry(text) {
  const headers = { "Content-Type": "application/json", "X-CSRFToken": token, "X-Phone-Time": new Date().toISOString() };
  return ask(document.body.dataset.entries, { method: "POST", headers, body: text });
}

export function beginUpload(caseId, about) {
  const headers = { "X-CSRFToken": token };
  return ask("/cases/" + caseId + "/uploads/", { method: "POST", headers, body: new URLSearchParams(about) });
}

export function sendPiece(url, offset, piece) {
  const headers = { "Content-Type": "application/octet-stream", "X-CSRFToken": token, "Upload-Offset": String(offset) };
  return ask(url, { method: "PATCH", headers, body: piece });
}
