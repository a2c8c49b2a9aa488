/* The list of one officer's drafts: where each stands, each photo with it, and what can be done. */
import { mayDelete } from "./draft.js";
import { ask } from "./dialogs.js";
import * as ready from "./ready.js";
import * as store from "./store.js";
import { button, chip, entryChip, fill, hashWords, link, moment, part, parts, photoChip } from "./words.js";

const SECTIONS = [
  ["要您处理", ["choose", "refused"]],
  ["没填完", ["draft"]],
  ["等发送", ["queued", "sending"]],
  ["服务器已确认", ["confirmed"]],
];

/* Whether everything of ``entry`` is at the server, compared. */
export function settled(entry, photos) {
  return entry.state === "confirmed" && photos.every((photo) => photo.state === "confirmed");
}

/* Draws the list into ``box``. ``context``: person(), open(key), fresh(), send(), changed(), said() → words of the sender. */
export async function show(box, context) {
  if (!box.querySelector("[data-sections]")) {
    box.textContent = "";
    box.appendChild(parts("t-list"));
    box.querySelector("[data-new]").addEventListener("click", context.fresh);
    box.querySelector("[data-send]").addEventListener("click", context.send);
    box.querySelector("[data-install]").addEventListener("click", async () => { await ready.install(); await context.changed(); });
  }
  box.querySelector("[data-install]").hidden = !ready.installable();
  const entries = context.person() ? await store.entriesOf(context.person()) : [];
  entries.sort((a, b) => (a.made_at < b.made_at ? 1 : -1));
  const drawn = document.createDocumentFragment();
  for (const [title, states] of SECTIONS) {
    const rows = entries.filter((entry) => states.includes(entry.state));
    if (!rows.length) continue;
    const section = part("t-section");
    section.querySelector("[data-title]").textContent = title + "（" + rows.length + "）";
    for (const entry of rows) section.querySelector("[data-items]").appendChild(await item(entry, context));
    drawn.appendChild(section);
  }
  if (!entries.length) drawn.appendChild(part("t-empty"));
  const place = box.querySelector("[data-sections]");
  const focused = place.contains(document.activeElement) ? document.activeElement.dataset.id : "";
  place.textContent = "";
  place.appendChild(drawn);
  if (focused) Array.from(place.querySelectorAll("[data-id]")).filter((one) => one.dataset.id === focused).forEach((one) => one.focus());
  box.querySelector("[data-send]").hidden = !entries.some((entry) => entry.state !== "draft");
  state(box, context);
}

function state(box, context) {
  const kept = box.querySelector("[data-ready]");
  const net = box.querySelector("[data-net]");
  kept.textContent = "";
  net.textContent = "";
  const words = { ready: ["可离线使用", "good"], never: ["这个浏览器不能离线打开本页", "warn"], "not yet": ["正在准备离线使用", "info"] };
  kept.appendChild(chip(...words[context.readiness()]));
  net.appendChild(navigator.onLine ? chip("有网络", "neutral") : chip("现在没有网络", "warn"));
  box.querySelector("[data-said]").textContent = context.said();
}

async function item(entry, context) {
  const photos = await store.photosOf(entry.key);
  const row = part("t-item");
  const name = entry.fields.name.trim() || "还没写名称";
  fill(row, "name", name);
  row.querySelector("[data-chip]").appendChild(entryChip(entry));
  const times = ["手机 " + moment(entry.made_at)];
  if (entry.received_at) times.push("服务器收到 " + moment(entry.received_at));
  fill(row, "meta", times.join(" · "));
  fill(row, "seen", entry.fields.seen);
  fill(row, "fault", faultOf(entry));
  const rows = row.querySelector("[data-rows]");
  if (entry.server_sha256) rows.appendChild(line("登记内容", entryChip(entry), entry));
  photos.sort((a, b) => (a.taken_at < b.taken_at ? -1 : 1));
  photos.forEach((photo, number) => rows.appendChild(line("照片" + (number + 1), photoChip(photo), photo)));
  rows.hidden = !rows.firstChild;
  acts(row.querySelector("[data-acts]"), entry, photos, context, name);
  return row;
}

function line(name, state, about) {
  const row = part("t-row");
  fill(row, "name", name);
  row.querySelector("[data-chip]").appendChild(state);
  fill(row, "hash", hashWords(about));
  fill(row, "fault", about.fault || "");
  return row;
}

function faultOf(entry) {
  if (entry.state === "choose") return "可能是已登记过的当事人，请点“去处理”选一个。";
  if (entry.state === "refused") return Object.values(entry.errors)[0] || "";
  if (entry.server_sha256 && entry.server_sha256 !== entry.sha256) {
    return "服务器上是较早一次发送的内容，之后的改动没有送到。请打开案件核对，补上改动。";
  }
  return "";
}

function acts(place, entry, photos, context, name) {
  const add = (words, kind, act) => {
    const made = button(words, kind, act);
    made.dataset.id = words + entry.key;
    const about = document.createElement("span");
    about.className = "visually-hidden";
    about.textContent = "：" + name;
    made.appendChild(about);
    place.appendChild(made);
  };
  const open = () => context.open(entry.key);
  const remove = async () => { if (await mayDelete(entry)) await context.changed(await store.removeEntry(entry.key)); };
  if (entry.state === "draft") add("继续填", "btn-outline-primary", open);
  if (entry.state === "queued") add("修改", "btn-outline-secondary", open);
  if (entry.state === "choose" || entry.state === "refused") add("去处理", "btn-outline-primary", open);
  if (["draft", "queued", "choose", "refused"].includes(entry.state)) add("删除", "btn-outline-secondary", remove);
  if (entry.state !== "confirmed") return;
  place.appendChild(link("打开案件", entry.url));
  if (photos.some((photo) => photo.state === "refused")) {
    add("再发照片", "btn-outline-secondary", async () => {
      for (const photo of photos.filter((one) => one.state === "refused")) {
        await store.update("photos", photo.key, (row) => Object.assign(row, { state: "kept", fault: "", tries: 0 }));
      }
      context.send();
    });
  }
  if (photos.length) add("看照片", "btn-outline-secondary", open);
  add("清理", "btn-outline-secondary", async () => { if (await mayClear(entry, photos)) await context.changed(await store.removeEntry(entry.key)); });
}

async function mayClear(entry, photos) {
  const missing = photos.filter((photo) => photo.state !== "confirmed").length;
  if (!missing) return true;
  return ask("还有 " + missing + " 张照片没有确认", "清理后这些照片在本页找不回来。可以先“看照片”，把原图另存到手机。", [
    { label: "仍然清理", value: true, kind: "btn-danger" },
    { label: "先不清理", value: false },
  ]);
}
