/* Warnings before anything could be lost: writes under way, storage that the browser may clear, storage that is nearly full. */
const FULL = 0.8;
const holding = new Set();

window.addEventListener("beforeunload", (event) => {
  if (!holding.size) return;
  event.preventDefault();
  event.returnValue = "";
});

/* ``what`` is not on the disk yet (``yes``), or is. Leaving the page warns meanwhile. */
export function hold(what, yes) {
  if (yes) holding.add(what);
  else holding.delete(what);
}

/* Whether the browser promised to keep what lies here; asked once there is something to keep. */
export async function persisted(ask) {
  if (!navigator.storage || !navigator.storage.persist) return false;
  try {
    return (await navigator.storage.persisted()) || (ask && (await navigator.storage.persist()));
  } catch (fault) {
    return false;
  }
}

/* Words about the room that is left, "" while there is plenty. */
export async function roomWords() {
  if (!navigator.storage || !navigator.storage.estimate) return "";
  const { usage, quota } = await navigator.storage.estimate();
  if (!quota || usage / quota < FULL) return "";
  return "手机给本页的存储空间快满了（已用 " + Math.round((100 * usage) / quota) + "%）。请先发送，再清理已确认的登记。";
}

export function isFull(fault) {
  return Boolean(fault) && fault.name === "QuotaExceededError";
}
