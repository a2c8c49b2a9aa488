/* Keeps the page of 离线登记 and its files on the phone, and nothing else: no case page, no answer of the server, nobody's data.
   The version changes with any byte of what is kept, so a new release has a cache of its own and the old one goes. */
"use strict";
const PREFIX = "field-";
const CACHE = PREFIX + "{{ version }}";
const KEPT = {{ kept|safe }};

self.addEventListener("install", (event) => {
  const fresh = KEPT.map((url) => new Request(url, { cache: "reload" }));
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(fresh)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const old = (names) => names.filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  event.waitUntil(
    caches.keys()
      .then((names) => Promise.all(old(names).map((name) => caches.delete(name))))
      .then(() => self.clients.claim())
  );
});

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin || !KEPT.includes(url.pathname)) return;
  event.respondWith(
    caches.open(CACHE)
      .then((cache) => cache.match(url.pathname, { ignoreVary: true }))
      .then((kept) => kept || fetch(event.request))
  );
});
