/* One photo on its way: begun or taken up again, piece by piece, and compared with the server's check sum at the end. */
import { uuid } from "./hash.js";
import * as line from "./line.js";
import * as store from "./store.js";

const PIECE = 1024 * 1024;
const MOST_TRIES = 3;

/* Sends what is missing of ``photo``; ``changed`` is called after every step. Throws what line.js throws. */
export async function sendPhoto(caseId, photo, changed) {
  const note = async (change) => {
    await store.update("photos", photo.key, change);
    await changed();
  };
  const original = await store.get("originals", photo.key);
  if (!original) return note((row) => { row.state = "refused"; row.fault = "这台手机上找不到原图。"; });
  const about = {
    client_key: photo.upload_key || photo.key,
    name: photo.name,
    size: photo.size,
    sha256: photo.sha256,
    kind: "photo",
    caption: "",
    origin: "offline",
  };
  let answer = await line.beginUpload(caseId, about);
  const url = answer.body.url;
  while (answer.status < 400 && !answer.body.done) {
    const offset = answer.body.offset;
    const last = offset + PIECE >= photo.size;
    await note((row) => { row.offset = offset; row.state = last ? "sent" : "sending"; row.fault = ""; });
    answer = await line.sendPiece(url, offset, original.blob.slice(offset, offset + PIECE));
    if (answer.status === 422 && !answer.body.field) throw new line.Trouble("piece"); /* the piece came short, or the case moved on */
    if (answer.status === 409) {
      if (!Number.isInteger(answer.body.offset) || answer.body.offset === offset) throw new line.Trouble("offset");
      answer.status = 200; /* the server knows better how far it is */
    }
  }
  if (answer.status >= 400) return note((row) => refuse(row, answer.body));
  const done = answer.body;
  return note((row) => (done.sha256 === row.sha256 ? confirm(row, done) : again(row, done)));
}

/* Refused for what it is stays refused; what came damaged is sent again. */
function refuse(row, body) {
  if (/校验值|不完整/.test(body.error || "")) {
    again(row, {});
    return;
  }
  row.state = "refused";
  row.fault = body.error || "服务器没有收下这张照片。";
}

function confirm(row, done) {
  row.state = "confirmed";
  row.offset = row.size;
  row.server_sha256 = done.sha256;
  row.received_at = done.received_at;
  row.fault = "";
}

/* What arrived is not what was sent: said, and sent again under a new key. */
function again(row, done) {
  row.tries = (row.tries || 0) + 1;
  row.server_sha256 = done.sha256 || "";
  row.offset = 0;
  row.upload_key = uuid();
  row.state = row.tries < MOST_TRIES ? "kept" : "refused";
  row.fault = row.tries < MOST_TRIES ? "校验值不一致，正在重新发送。" : "三次发送校验值都不一致。请另存原图，有网络后到案件里上传。";
}
