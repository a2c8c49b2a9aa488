/* The form of one draft: every keystroke goes to the store, faults stand at their fields. */
import { day, faults, time } from "./checks.js";
import { ask } from "./dialogs.js";
import { uuid } from "./hash.js";
import * as photos from "./photos.js";
import * as safety from "./safety.js";
import * as store from "./store.js";
import { entryChip, part, parts } from "./words.js";

const FIELDS = ["name", "kind", "uscc", "operator", "phone", "address", "seen", "place", "inspected_on", "inspected_at", "co_handler", "note", "late_entry_reason"];
const FIXED = ["sending", "confirmed"];
const QUIET = 250; /* milliseconds after the last keystroke */

/* A new draft of ``who``, with the phone's clock as day and time and last time's second officer. */
export async function create(who) {
  const now = new Date();
  const fields = Object.fromEntries(FIELDS.map((name) => [name, ""]));
  Object.assign(fields, { kind: "individual_business", inspected_on: day(now), inspected_at: time(now), late_entry_reason: "现场无网络", co_handler: String(who.second || "") });
  const entry = { key: uuid(), person: who.person, state: "draft", made_at: now.toISOString(), saved_at: now.toISOString(), fields, errors: {}, choices: null, party: "" };
  await store.put("entries", entry);
  return entry;
}

/* Whether nothing was put into it yet: such a draft goes without a question. */
export async function isEmpty(entry) {
  const written = ["name", "uscc", "operator", "phone", "address", "seen", "place", "note"].some((name) => entry.fields[name].trim());
  return entry.state === "draft" && !written && !(await store.photosOf(entry.key)).length;
}

/* Shows the draft in ``box``. ``context``: who() → the person's record, now() → the phone's moment, queued() after 发送, home(). */
export async function show(box, key, context) {
  let entry = await store.get("entries", key);
  box.textContent = "";
  box.appendChild(parts("t-draft"));
  const form = box.querySelector("form");
  const list = box.querySelector("[data-photos]");
  const said = box.querySelector("[data-album-said]");
  const who = context.who();
  box.querySelector("[data-limit]").textContent = who.limit_mb || "—";
  colleagues(form.elements.co_handler, who.colleagues || [], entry.fields.co_handler);
  FIELDS.forEach((name) => { form.elements[name].value = entry.fields[name]; });

  let timer = 0;
  async function save() {
    clearTimeout(timer);
    timer = 0;
    const fields = Object.fromEntries(FIELDS.map((name) => [name, form.elements[name].value]));
    try {
      entry = await store.update("entries", key, (row) => {
        if (FIXED.includes(row.state)) return;
        if (JSON.stringify(row.fields) !== JSON.stringify(fields)) {
          if (row.state !== "draft") Object.assign(row, { state: "draft", errors: {}, choices: null });
          row.fields = fields;
          row.saved_at = new Date().toISOString();
        }
      });
      safety.hold("draft", false);
      marks();
    } catch (fault) {
      box.querySelector("[data-saved]").textContent = safety.isFull(fault)
        ? "手机存储空间不足，刚才填的还没有存下。请先发送并清理已确认的登记。" : "刚才填的还没有存下：" + fault.message;
    }
  }
  function typed() {
    safety.hold("draft", true);
    clearTimeout(timer);
    timer = setTimeout(save, QUIET);
  }
  function marks() {
    const state = box.querySelector("[data-chip]");
    state.textContent = "";
    state.appendChild(entryChip(entry));
    box.querySelector("[data-saved]").textContent = entry.state === "draft" ? new Date(entry.saved_at).toTimeString().slice(0, 8) + " 存好" : "";
    const fixed = FIXED.includes(entry.state);
    box.querySelector("[data-all]").disabled = fixed;
    box.querySelectorAll("[data-camera], [data-album]").forEach((input) => { input.disabled = fixed; input.parentElement.hidden = fixed; });
    box.querySelector("[data-done]").hidden = fixed;
    box.querySelector("[data-delete]").hidden = fixed;
  }
  async function refresh() {
    entry = await store.get("entries", key);
    if (!entry) return context.home();
    marks();
    if (entry.state === "choose") choices(box, entry, pick);
    return pictures();
  }
  async function pictures(words) {
    if (typeof words === "string") said.textContent = words;
    await photos.draw(list, key, FIXED.includes(entry.state), pictures);
  }
  async function pick(party) {
    entry = await store.update("entries", key, (row) => Object.assign(row, { party, state: "queued", choices: null }));
    context.queued();
  }

  form.addEventListener("input", (event) => { if (FIELDS.includes(event.target.name)) typed(); });
  form.addEventListener("change", (event) => {
    const input = event.target;
    if (FIELDS.includes(input.name)) {
      const found = faults(values(form), context.now());
      mark(form, input.name, (input.value && found[input.name]) || ""); /* nothing is asked for before 发送 */
      typed();
    }
  });
  box.querySelectorAll("[data-camera], [data-album]").forEach((input) => {
    input.addEventListener("change", async () => {
      const files = Array.from(input.files);
      said.textContent = "正在存 " + files.length + " 张…";
      await pictures(await photos.add(key, files, who.limit_mb));
      input.value = "";
      context.stored();
    });
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    await save();
    const found = faults(values(form), context.now());
    FIELDS.forEach((name) => mark(form, name, found[name] || ""));
    if (Object.keys(found).length) return summary(box, found);
    entry = await store.update("entries", key, (row) => {
      if (!FIXED.includes(row.state)) Object.assign(row, { state: "queued", errors: {}, choices: null, saved_at: new Date().toISOString() });
    });
    return context.queued();
  });
  box.querySelector("[data-delete]").addEventListener("click", async () => {
    if (await mayDelete(entry)) {
      clearTimeout(timer);
      safety.hold("draft", false);
      await store.removeEntry(key);
      context.home();
    }
  });

  marks();
  if (entry.state === "refused") summary(box, entry.errors);
  Object.entries(entry.errors || {}).forEach(([name, words]) => mark(form, name, words));
  if (entry.state === "choose") choices(box, entry, pick);
  await pictures();
  return { refresh, leave: async () => { if (timer) await save(); } };
}

/* Asks before anything that has not been sent goes for good. */
export async function mayDelete(entry) {
  const count = (await store.photosOf(entry.key)).length;
  if (await isEmpty(entry)) return true;
  const words = "还没有发送，删除后找不回来" + (count ? "，" + count + " 张照片也会删除" : "") + "。";
  return ask("删除“" + (entry.fields.name || "没写名称的登记") + "”？", words, [
    { label: "删除", value: true, kind: "btn-danger" },
    { label: "不删", value: false },
  ]);
}

function values(form) {
  return Object.fromEntries(FIELDS.map((name) => [name, form.elements[name].value]));
}

function colleagues(select, list, chosen) {
  list.forEach(([id, name]) => select.add(new Option(name, String(id))));
  if (chosen && !list.some(([id]) => String(id) === chosen)) select.add(new Option("先前选的协办人", chosen));
}

/* The fault of a field stands under it and is tied to it; none clears it. */
function mark(form, name, words) {
  const input = form.elements[name];
  if (!input || !FIELDS.includes(name)) return;
  const id = "e-" + name;
  const old = document.getElementById(id);
  if (old) old.remove();
  input.classList.toggle("is-invalid", Boolean(words));
  if (!words) {
    input.removeAttribute("aria-invalid");
    input.removeAttribute("aria-describedby");
    return;
  }
  input.setAttribute("aria-invalid", "true");
  input.setAttribute("aria-describedby", id);
  const fault = document.createElement("p");
  fault.id = id;
  fault.className = "invalid-feedback";
  fault.textContent = words;
  input.after(fault);
}

function summary(box, found) {
  const place = box.querySelector("[data-refused]");
  place.textContent = "";
  const note = part("t-note-danger");
  const words = Object.values(found);
  note.querySelector("[data-words]").textContent = words.length > 1 ? "有 " + words.length + " 处要改，见红字。内容都在本机。" : words[0];
  note.setAttribute("role", "alert");
  place.appendChild(note);
  place.scrollIntoView({ block: "center" });
}

function choices(box, entry, pick) {
  const place = box.querySelector("[data-choices]");
  if (place.firstChild) return;
  const group = part("t-choices");
  const rows = [...(entry.choices || []), { id: "new", name: "都不是，登记新的", words: "" }];
  rows.forEach((choice, number) => {
    const row = part("t-choice");
    const input = row.querySelector("input");
    input.id = "c-" + number;
    input.value = choice.id;
    row.querySelector("label").htmlFor = input.id;
    row.querySelector("[data-name]").textContent = choice.name;
    row.querySelector("[data-words]").textContent = choice.words;
    input.addEventListener("change", () => pick(String(choice.id)));
    group.querySelector("[data-list]").appendChild(row);
  });
  place.appendChild(group);
}
