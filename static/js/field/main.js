/* 离线登记: which person's drafts, which page, what is told on top. Works without network once it was opened with one. */
import * as draft from "./draft.js";
import * as line from "./line.js";
import * as list from "./list.js";
import * as ready from "./ready.js";
import * as safety from "./safety.js";
import * as sender from "./sender.js";
import * as store from "./store.js";
import { button, link, part } from "./words.js";

const DAY = 86400000;
const CLOCK_OFF = 120; /* seconds that nobody has to mend, as on the server */
const box = document.getElementById("page");
let who = null; /* the record of the person whose drafts are shown */
let form = null;
let said = "";
let login = false;
let renewed = false;
let refused = false;
let readiness = "not yet";
let promised = true;
let ahead = 0; /* seconds by which this phone's clock was ahead when the server was asked last */

/* One drawing after the other, however they are asked for: two at once would leave the list over an open form. */
let turn = Promise.resolve();
const inTurn = (drawing) => () => (turn = turn.then(drawing, drawing));
const draw = inTurn(redraw);
const route = inTurn(follow);

const person = () => (who ? who.person : null);
const now = () => new Date();

async function met(given) {
  refused = false;
  login = false;
  ahead = given.ahead;
  const changed = person() !== given.person;
  await store.put("people", given);
  await store.set("current", given.person);
  who = given;
  if (changed) await route();
  else await notes();
}

async function askWho() {
  try {
    await met(await line.me());
  } catch (fault) {
    if (fault instanceof line.Login) login = true;
    if (fault instanceof line.Forbidden) refused = true;
    await draw();
    if (login || refused) return;
  }
  sender.send(); /* without a line too: whatever waits is tried again later */
}

const context = {
  person,
  who: () => who || {},
  now,
  readiness: () => readiness,
  said: () => said,
  open: (key) => { location.hash = key; },
  home: () => { location.hash = ""; },
  send: () => sender.send(),
  changed: draw,
  stored: async () => {
    promised = await safety.persisted(true);
    await notes();
  },
  fresh: async () => {
    try {
      const entry = await draft.create(who);
      location.hash = entry.key;
      await context.stored();
    } catch (fault) {
      said = "手机存储空间不足，不能新建登记。请先发送并清理已确认的登记。";
      await draw();
    }
  },
  queued: async () => {
    location.hash = "";
    await sender.send();
  },
};

/* Draws what is there again: marks of an open form, or the list. */
async function redraw() {
  if (form) await form.refresh();
  else if (person()) await list.show(box, context);
  else stranger();
  await notes();
}

/* Draws what the address names: a registration, or the list. */
async function follow() {
  if (form) await form.leave();
  form = null;
  for (const entry of person() ? await store.entriesOf(person()) : []) {
    if (entry.key !== location.hash.slice(1) && (await draft.isEmpty(entry))) await store.removeEntry(entry.key);
  }
  const key = location.hash.slice(1);
  const entry = key && person() ? await store.get("entries", key) : null;
  if (entry && entry.person === person()) form = await draft.show(box, key, context);
  else if (person()) await list.show(box, context);
  else stranger();
  document.getElementById("who").textContent = who && who.name ? who.name + "（" + who.unit + "）" : "";
  document.getElementById("demo").hidden = !(who && who.demo);
  await notes();
  window.scrollTo(0, 0);
}

function stranger() {
  box.innerHTML = "";
  const title = document.createElement("h1");
  title.textContent = "离线登记";
  const words = document.createElement("p");
  words.textContent = refused
    ? "您的账号没有登记检查的权限。"
    : "第一次在这台手机上用，或者已经退出登录：请在有网络时登录一次，之后没有网络也能打开。";
  box.append(title, words);
  if (!refused) box.append(link("登录", document.body.dataset.login));
}

async function notes() {
  const place = document.getElementById("notes");
  const found = [];
  const tell = (tone, words, act) => found.push({ tone, words, act });
  if (login && person()) tell("warn", "请重新登录，本机内容都在。登录后自动接着发送。", link("重新登录", document.body.dataset.login));
  const others = await strangers();
  if (others) tell("info", others);
  if (Math.abs(ahead) > CLOCK_OFF) {
    tell("warn", "手机时间和服务器相差约 " + Math.round(Math.abs(ahead) / 60) + " 分钟，请校正手机时间，并核对检查日期和时间。");
  }
  const room = await safety.roomWords();
  if (room) tell("danger", room);
  if (!promised && person() && (await store.entriesOf(person())).length) {
    tell("info", "浏览器没有答应长期保存本页内容，空间紧张时可能被它清掉。请尽快发送；装到主屏幕后更稳妥。");
  }
  if (readiness === "never") tell("warn", "没有网络时打不开本页（需要 https 网址和较新的浏览器）。请先打开着本页再去现场，不要关闭。");
  if (renewed) tell("info", "离线登记有新版本，填好的内容不受影响。", button("换用新版本", "btn-outline-primary btn-sm", () => location.reload()));
  const text = JSON.stringify(found.map((note) => note.words));
  if (place.dataset.shown === text) return;
  place.dataset.shown = text;
  place.textContent = "";
  found.forEach(({ tone, words, act }) => {
    const note = part("t-note-" + tone);
    note.querySelector("[data-words]").textContent = words;
    if (act) {
      const acts = document.createElement("p");
      acts.className = "field-note-acts";
      acts.appendChild(act);
      note.querySelector("[data-words]").after(acts);
    }
    place.appendChild(note);
  });
}

/* Whose drafts lie here besides: names and numbers only. */
async function strangers() {
  const open = [];
  for (const entry of await store.everything()) {
    if (entry.person !== person() && !list.settled(entry, await store.photosOf(entry.key))) open.push(entry);
  }
  if (!open.length) return "";
  const names = new Map((await store.everybody()).map((one) => [one.person, one.name]));
  const count = new Map();
  open.forEach((entry) => count.set(entry.person, (count.get(entry.person) || 0) + 1));
  const words = Array.from(count, ([id, number]) => (names.get(id) || "另一名执法人员") + "的 " + number + " 件").join("、");
  return "这台手机上还有" + words + "没有发完的登记，只有本人登录后才能看到和发送。";
}

/* What the server confirmed goes after the days that the office set. */
async function tidy() {
  for (const entry of person() ? await store.entriesOf(person()) : []) {
    const photos = await store.photosOf(entry.key);
    const since = Math.max(0, ...[entry, ...photos].map((row) => Date.parse(row.received_at || "") || 0));
    if (list.settled(entry, photos) && now() - since > (who.keep_days || 0) * DAY) await store.removeEntry(entry.key);
  }
}

async function start() {
  const current = await store.setting("current");
  who = current ? (await store.get("people", current)) || { person: current } : null;
  sender.prepare({
    person,
    met,
    changed: draw,
    said: (words, kind) => {
      said = words;
      if (kind === "login") login = true;
      draw();
    },
  });
  if (who && who.keep_days !== undefined) await tidy();
  promised = await safety.persisted(false);
  readiness = await ready.state();
  window.addEventListener("hashchange", route); /* before anything stands there to be touched */
  await route();
  window.addEventListener("online", askWho);
  window.addEventListener("offline", draw);
  document.addEventListener("field:installable", draw);
  window.addEventListener("pagehide", () => { if (form) form.leave(); });
  ready.register(() => { renewed = true; notes(); });
  ready.settled().then(async () => {
    readiness = await ready.state();
    await draw();
  });
  if (readiness !== "ready" && !("serviceWorker" in navigator)) readiness = "never";
  await askWho();
}

start().catch((fault) => {
  const note = part("t-note-danger");
  note.querySelector("[data-words]").textContent = "这个浏览器不让本页在手机上存东西（可能是无痕模式）：" + fault.message + "。请换普通窗口打开。";
  document.getElementById("notes").appendChild(note);
});
