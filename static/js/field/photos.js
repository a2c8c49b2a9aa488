/* Photos of one draft: kept as they come from the camera, never made smaller; shown, saved elsewhere, taken away. */
import { ask } from "./dialogs.js";
import { sha256, uuid } from "./hash.js";
import * as safety from "./safety.js";
import * as store from "./store.js";
import { fill, hashWords, part, photoChip, chip, size } from "./words.js";

/* Files that found no room: they live in this page only, until they are stored or saved elsewhere. */
const homeless = [];
const drawn = new Map();

/* Stores ``files`` with the draft; words about what was not stored, or about what the server will not take. */
export async function add(entry, files, limit) {
  const said = [];
  for (const file of files) {
    const words = await keep(entry, file);
    if (words) said.push(words);
    else if (limit && file.size > limit * 1048576) {
      said.push("“" + file.name + "”有 " + size(file.size) + "，超过服务器单张 " + limit + " MB 的上限。原图已存在本机，可另存后用相册压缩，或发送时由服务器决定。");
    }
  }
  return said.join("");
}

async function keep(entry, file) {
  const key = uuid();
  safety.hold(key, true);
  try {
    const sum = await sha256(file);
    const same = (await store.photosOf(entry)).some((photo) => photo.sha256 === sum);
    if (same) return "“" + file.name + "”已经在这件登记里，没有再存。";
    const photo = { key, entry, name: file.name || "照片.jpg", size: file.size, type: file.type, sha256: sum };
    await store.addPhoto({ ...photo, taken_at: new Date(file.lastModified || Date.now()).toISOString(), offset: 0, state: "kept", fault: "" }, file);
    return "";
  } catch (fault) {
    homeless.push({ key, entry, file });
    return safety.isFull(fault)
      ? "手机存储空间不足，“" + file.name + "”还没有存下，先不要关闭本页。请发送并清理已确认的登记后点“再存一次”，或点“另存”。"
      : "“" + file.name + "”还没有存下（" + fault.message + "），先不要关闭本页，点“再存一次”。";
  } finally {
    safety.hold(key, homeless.some((one) => one.key === key));
  }
}

/* Draws the photos of ``entry`` into ``list``; ``fixed``: the draft is on its way, nothing may be taken away. */
export async function draw(list, entry, fixed, changed) {
  const rows = await store.photosOf(entry);
  rows.sort((a, b) => (a.taken_at < b.taken_at ? -1 : 1));
  const made = document.createDocumentFragment();
  for (const photo of rows) made.appendChild(await stored(photo, fixed, changed));
  for (const one of homeless.filter((lost) => lost.entry === entry)) made.appendChild(notStored(one, changed));
  list.textContent = "";
  list.appendChild(made);
}

async function stored(photo, fixed, changed) {
  const row = shell(photo.name, photo.size, photoChip(photo));
  fill(row, "hash", hashWords(photo));
  fill(row, "fault", photo.fault || "");
  row.querySelector("[data-thumb]").appendChild(await thumbnail(photo.key));
  row.querySelector("[data-save]").addEventListener("click", async () => {
    const original = await store.get("originals", photo.key);
    if (original) saveElsewhere(original.blob, photo.name);
  });
  const remove = row.querySelector("[data-remove]");
  remove.hidden = fixed && photo.state !== "refused";
  remove.addEventListener("click", async () => {
    const answers = [{ label: "移除照片", value: true, kind: "btn-danger" }, { label: "不移除", value: false }];
    if (!(await ask("移除这张照片？", "它还没有到服务器，移除后在本页找不回来。", answers))) return;
    await store.removePhoto(photo.key);
    await changed();
  });
  return row;
}

function notStored(one, changed) {
  const row = shell(one.file.name, one.file.size, chip("还没有存下", "danger"));
  fill(row, "hash", "");
  row.querySelector("[data-save]").addEventListener("click", () => { saveElsewhere(one.file, one.file.name); });
  const retry = row.querySelector("[data-remove]");
  retry.textContent = "再存一次";
  retry.addEventListener("click", async () => {
    homeless.splice(homeless.indexOf(one), 1);
    safety.hold(one.key, false);
    await changed(await add(one.entry, [one.file], 0));
  });
  return row;
}

function shell(name, bytes, state) {
  const row = part("t-photo");
  fill(row, "name", name);
  fill(row, "size", size(bytes));
  row.querySelector("[data-chip]").appendChild(state);
  return row;
}

/* A small picture drawn once; a format the browser cannot read keeps an empty place. */
async function thumbnail(key) {
  if (drawn.has(key)) return drawn.get(key);
  const canvas = document.createElement("canvas");
  drawn.set(key, canvas);
  try {
    const original = await store.get("originals", key);
    const image = await createImageBitmap(original.blob, { resizeWidth: 192 });
    const scale = Math.min(1, 192 / Math.max(image.width, image.height));
    canvas.width = Math.max(1, image.width * scale);
    canvas.height = Math.max(1, image.height * scale);
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    image.close();
  } catch (fault) {
    canvas.hidden = true;
  }
  return canvas;
}

export function saveElsewhere(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}
