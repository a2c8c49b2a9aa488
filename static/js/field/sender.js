/* Sends what is waiting: by itself when there is a line, by a button, again after a failure with growing pauses. Everything it
   needs to go on stands in the store, so a closed browser or a broken connection changes nothing. */
import { sha256 } from "./hash.js";
import * as line from "./line.js";
import * as store from "./store.js";
import { sendPhoto } from "./uploads.js";

const SHORTEST = 2000;
const LONGEST = 300000;
const WAITING = ["queued", "sending"];
let context = null;
let busy = false;
let wanted = false;
let timer = 0;
let failures = 0;

/* ``given``: person() → whose drafts, met(who) after the server said who is logged in, changed() to draw again, said(words, login). */
export function prepare(given) {
  context = given;
  window.addEventListener("online", () => send());
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") send(); });
}

export async function send() {
  clearTimeout(timer);
  if (busy) {
    wanted = true;
    return;
  }
  busy = true;
  try {
    do {
      wanted = false;
      await alone(round);
    } while (wanted);
  } finally {
    busy = false;
  }
}

/* One tab sends at a time; another waits for its turn, as what was queued here meanwhile is not on the first one's list. */
function alone(work) {
  return navigator.locks ? navigator.locks.request("field-send", work) : work();
}

/* Drafts of ``person`` with something still to go, the photos that wait with each. */
export async function waiting(person) {
  const found = [];
  for (const entry of await store.entriesOf(person)) {
    const photos = (await store.photosOf(entry.key)).filter((photo) => !["confirmed", "refused"].includes(photo.state));
    const ready = WAITING.includes(entry.state) || (entry.state === "confirmed" && photos.length);
    if (ready) found.push({ entry, photos });
  }
  return found;
}

async function round() {
  const person = context.person();
  const list = person ? await waiting(person) : [];
  if (!list.length) return;
  let fault = null;
  try {
    const who = await line.me();
    await context.met(who);
    if (who.person !== person) {
      wanted = true; /* now for the one who is logged in */
      return;
    }
    context.said("正在发送…");
    for (const { entry, photos } of list) {
      try {
        const row = entry.case ? entry : await sendEntry(entry);
        if (row && row.case) for (const photo of photos) await sendPhoto(row.case, photo, context.changed);
      } catch (trouble) {
        if (!(trouble instanceof line.Trouble || trouble instanceof line.Forbidden)) throw trouble;
        fault = trouble; /* this one waits, the others go on */
      }
    }
  } catch (trouble) {
    fault = trouble;
  }
  await context.changed();
  if (fault) return tell(fault);
  failures = 0;
  if ((await waiting(person)).length) { /* a photo that arrived damaged goes again */
    timer = setTimeout(send, SHORTEST);
    return context.said("还有没发完的，接着发送…");
  }
  const asked = (await store.entriesOf(person)).filter((entry) => ["choose", "refused"].includes(entry.state)).length;
  return context.said(asked ? "有 " + asked + " 件要您处理，其余都发完了。" : "已经发完，结果见下面每一项。");
}

function tell(fault) {
  if (fault instanceof line.Login) {
    context.said("请重新登录，本机内容都在。", "login");
    return;
  }
  if (!(fault instanceof line.Offline || fault instanceof line.Trouble || fault instanceof line.Forbidden)) {
    context.said("手机存储出错：" + fault.message + "。请先不要清理浏览器数据。", "fault");
    return;
  }
  failures += 1;
  const pause = Math.min(LONGEST, SHORTEST * 2 ** (failures - 1)) * (0.8 + Math.random() * 0.4);
  timer = setTimeout(send, pause);
  const later = Math.round(pause / 1000) + " 秒后再试";
  if (fault instanceof line.Forbidden) context.said("服务器没有让发送（没有权限，或登录换了人），" + later + "。", "wait");
  else if (fault instanceof line.Trouble) context.said("服务器暂时不能接收，" + later + "。内容都在本机。", "wait");
  else context.said("没有网络或网络断了，" + later + "。内容都在本机。", "wait");
}

/* Sends one draft; its row when the server has it, null when the officer is asked something first. */
async function sendEntry(entry) {
  let taken = false;
  const row = await store.update("entries", entry.key, (now) => {
    taken = WAITING.includes(now.state);
    if (taken) now.state = "sending";
  });
  if (!taken) return null;
  await context.changed();
  const text = JSON.stringify({ client_key: row.key, person: row.person, made_at: row.made_at, ...row.fields, party: row.party || "" });
  const sum = await sha256(text);
  let answer;
  try {
    answer = await line.sendEntry(text);
  } catch (fault) {
    await store.update("entries", row.key, (now) => { if (now.state === "sending") now.state = "queued"; });
    throw fault;
  }
  return store.update("entries", row.key, (now) => { note(now, answer, sum); });
}

function note(row, answer, sum) {
  const { status, body } = answer;
  row.errors = {};
  row.choices = null;
  if (status === 200) {
    row.state = "confirmed";
    row.case = body.case;
    row.url = body.url;
    row.received_at = body.received_at;
    row.sha256 = sum;
    row.server_sha256 = body.sha256;
  } else if (status === 409) {
    row.state = "choose";
    row.choices = body.choices;
  } else {
    row.state = "refused";
    row.errors = body.errors || { "": "服务器没有收下这件登记（" + status + "）。" };
  }
}
