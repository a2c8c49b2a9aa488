/* The service worker, whether everything is there to open this page without network, and the way to the home screen. */
const PREFIX = "field-";
let invitation = null;

window.addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  invitation = event;
  document.dispatchEvent(new CustomEvent("field:installable"));
});

export function installable() {
  return Boolean(invitation);
}

export async function install() {
  if (!invitation) return;
  await invitation.prompt();
  invitation = null;
}

/* Registers the worker; ``renewed`` is called when a newer release has taken over behind an open page. */
export async function register(renewed) {
  if (!("serviceWorker" in navigator)) return;
  const before = navigator.serviceWorker.controller;
  navigator.serviceWorker.addEventListener("controllerchange", () => { if (before) renewed(); });
  try {
    await navigator.serviceWorker.register(document.body.dataset.worker, { scope: document.body.dataset.scope });
  } catch (fault) {
    /* without line the one that is there goes on working */
  }
}

/* "ready" once the worker holds the page, "never" where the browser or an address without https does not allow it. */
export async function state() {
  if (!("serviceWorker" in navigator) || !window.caches) return "never";
  const registration = await navigator.serviceWorker.getRegistration(document.body.dataset.scope);
  if (!registration || !registration.active) return "not yet";
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX));
  const found = await Promise.all(names.map(async (name) => (await caches.open(name)).match(document.body.dataset.scope)));
  return found.some(Boolean) ? "ready" : "not yet";
}

/* Resolves when the worker has taken in everything, for the page that opened it first. */
export async function settled() {
  if ("serviceWorker" in navigator) await navigator.serviceWorker.ready;
}
