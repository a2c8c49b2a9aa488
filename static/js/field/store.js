/* What is kept on the phone (IndexedDB): drafts and photos by person, so that one officer never sees another's. */
const NAME = "field";
const VERSION = 1;
let opened = null;

function open() {
  if (opened) return opened;
  opened = new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = () => {
      const db = request.result;
      db.createObjectStore("people", { keyPath: "person" });
      db.createObjectStore("settings", { keyPath: "name" });
      db.createObjectStore("entries", { keyPath: "key" }).createIndex("person", "person");
      db.createObjectStore("photos", { keyPath: "key" }).createIndex("entry", "entry");
      db.createObjectStore("originals", { keyPath: "key" }); /* the bytes, apart: a photo's state is written often */
    };
    request.onsuccess = () => {
      request.result.onversionchange = () => { request.result.close(); opened = null; };
      resolve(request.result);
    };
    request.onerror = () => { opened = null; reject(request.error); };
    request.onblocked = () => reject(new Error("blocked"));
  });
  return opened;
}

/* One transaction; resolves when it is on the disk, not when it was asked for. */
async function run(names, mode, work) {
  const db = await open();
  return new Promise((resolve, reject) => {
    const transaction = db.transaction(names, mode, { durability: "strict" });
    let result;
    transaction.oncomplete = () => resolve(result);
    transaction.onerror = () => reject(transaction.error);
    transaction.onabort = () => reject(transaction.error || new Error("aborted"));
    try {
      work((name) => transaction.objectStore(name), (value) => { result = value; });
    } catch (fault) { /* all of it or nothing */
      reject(fault);
      transaction.abort();
    }
  });
}

function read(name, ask) {
  return run([name], "readonly", (store, done) => {
    ask(store(name)).onsuccess = (event) => done(event.target.result);
  });
}

export const get = (name, key) => read(name, (store) => store.get(key));
export const put = (name, row) => run([name], "readwrite", (store) => { store(name).put(row); });
export const everybody = () => read("people", (store) => store.getAll());
export const everything = () => read("entries", (store) => store.getAll());
export const entriesOf = (person) => read("entries", (store) => store.index("person").getAll(person));
export const photosOf = (entry) => read("photos", (store) => store.index("entry").getAll(entry));

/* Read, change and write in one transaction: sender and form may both be at work on a row. */
export function update(name, key, change) {
  return run([name], "readwrite", (store, done) => {
    store(name).get(key).onsuccess = (event) => {
      const row = event.target.result;
      if (!row) return;
      change(row);
      store(name).put(row);
      done(row);
    };
  });
}

export function addPhoto(photo, blob) {
  return run(["photos", "originals"], "readwrite", (store) => {
    store("photos").put(photo);
    store("originals").put({ key: photo.key, blob });
  });
}

export function removePhoto(key) {
  return run(["photos", "originals"], "readwrite", (store) => {
    store("photos").delete(key);
    store("originals").delete(key);
  });
}

export function removeEntry(key) {
  return run(["entries", "photos", "originals"], "readwrite", (store) => {
    store("entries").delete(key);
    store("photos").index("entry").getAllKeys(key).onsuccess = (event) => {
      event.target.result.forEach((photo) => {
        store("photos").delete(photo);
        store("originals").delete(photo);
      });
    };
  });
}

export async function setting(name) {
  const row = await get("settings", name);
  return row ? row.value : null;
}

export const set = (name, value) => put("settings", { name, value });
