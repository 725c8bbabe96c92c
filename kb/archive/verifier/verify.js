"use strict";
// The same checks as verify.py, in the same words; what a browser cannot do is told as not proven.
const BLANK = Array(8).fill("0000").join("-"), SEAL = "proof/SEAL.json", LIST = "proof/SEAL.json.sha256";
const BESIDE = ["SEAL.json.sig", "SEAL.json.tsr"], LARGEST = 1 << 30, LARGEST_TEXT = 64 << 20;
const SYSTEM = /^(.*\/)?(\.DS_Store|Thumbs\.db|desktop\.ini|\._[^/]+)$/;
const TEXT = /^(.*\.(txt|md|csv|tsv|json|jsonl|html|css|js|py|sql|ics|svg|xml|log|sig|pem|sha256)|proof\/allowed_signers)$/i;
const DECLARATION = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";
const at = id => document.getElementById(id);
const utf8 = bytes => new TextDecoder().decode(bytes);
const latin = bytes => { let out = ""; for (let i = 0; i < bytes.length; i += 32768) out += String.fromCharCode(...bytes.subarray(i, i + 32768)); return out; };
const bytesOf = text => Uint8Array.from(text, c => c.charCodeAt(0));
const hex = bytes => Array.from(bytes, b => b.toString(16).padStart(2, "0")).join("");
const sha = async (bytes, name = "SHA-256") => hex(new Uint8Array(await crypto.subtle.digest(name, bytes)));
const short = digest => digest.slice(0, 32).toUpperCase().match(/.{4}/g).join("-");
const printable = text => text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, c => "\\u{" + c.codePointAt(0).toString(16) + "}");
const order = (a, b) => { const x = Array.from(a), y = Array.from(b); for (let i = 0; i < Math.min(x.length, y.length); i++) if (x[i] !== y[i]) return x[i].codePointAt(0) - y[i].codePointAt(0); return x.length - y.length; };
const rows = (a, b) => { for (let i = 0; i < a.length; i++) { const found = order(a[i], b[i]); if (found) return found; } return 0; };
class Unreadable extends Error {}

class Report {
  constructor() { this.damage = new Map(); this.proven = []; this.remarks = []; this.unproven = []; this.unread = 0; }
  wrong(path, what) { if (!this.damage.has(path)) this.damage.set(path, what); }
}

function written(value) {
  return JSON.stringify(value).replace(/[\u0080-\uffff]/g, c => "\\u" + c.charCodeAt(0).toString(16).padStart(4, "0"));
}

function parse(text) {
  let told;
  try { told = JSON.parse(text); } catch { throw new Unreadable(SEAL + " was changed, and is no seal: it is not JSON in ASCII"); }
  const no = why => { throw new Unreadable(SEAL + " was changed, and is no seal: " + why); };
  const list = (found, width) => Array.isArray(found) && found.every(row => Array.isArray(row) && row.length === width && row.every(cell => typeof cell === "string"));
  if (typeof told !== "object" || told === null || told.format !== "kb-seal/1" || !list(told.entries, 3) || !list(told.previous, 2)) no("it has not the fields of a seal");
  const again = { entries: [...told.entries].sort(rows), format: told.format, made_on: told.made_on, name: told.name, previous: [...told.previous].sort(rows), what: told.what };
  if (written(again) + "\n" !== text) no("it is not written the one way a seal is written");
  if (![told.what, told.name, told.made_on].every(each => typeof each === "string") || !/^\d{4}-\d\d-\d\d$/.test(told.made_on)) no("what it is, its name and its day are not texts");
  if (new Set(again.entries.map(row => row[0])).size !== again.entries.length) no("a path stands twice");
  for (const [path, kind, digest] of again.entries) {
    if (path.includes("\\") || path.split("/").some(part => ["", ".", ".."].includes(part))) no("a path leads out of the folder");
    if (!["file", "folder", "certificate"].includes(kind) || !(kind === "folder" ? digest === "" : /^[0-9a-f]{64}$/.test(digest))) no("an entry is of no kind, or has no SHA-256");
  }
  return again;
}

function ownEnds(path, bytes, report) {
  const text = latin(bytes), pairs = text.split("\r\n").length, ends = text.split("\n").length;
  if (pairs !== ends || !text.endsWith("\r\n")) return bytes;
  report.remarks.push("only its line ends were changed: " + path);
  return bytesOf(text.replaceAll("\r\n", "\n"));
}

function otherEnds(bytes) {
  const text = latin(bytes), pairs = text.split("\r\n").length - 1, ends = text.split("\n").length - 1;
  if (ends && pairs === ends) return [bytesOf(text.replaceAll("\r\n", "\n"))];
  return ends && !pairs ? [bytesOf(text.replaceAll("\n", "\r\n"))] : [];
}

async function content(path, file, kind, digest, fingerprint, report) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const found = async what => ({ sha256: await sha(what), sha512: await sha(what, "SHA-512"), size: what.length });
  let candidates = [];
  if (kind === "certificate") candidates = [bytesOf(latin(bytes).replaceAll(BLANK, "?").replaceAll(fingerprint, BLANK))];
  else { const plain = await found(bytes); if (plain.sha256 === digest) return plain; }
  if (TEXT.test(path) && bytes.length <= LARGEST_TEXT) candidates.push(...otherEnds(candidates[0] ?? bytes));
  for (const [number, candidate] of candidates.entries()) {
    if (await sha(candidate) !== digest) continue;
    if (number || kind !== "certificate") report.remarks.push("only its line ends were changed: " + path);
    return found(candidate);
  }
  report.wrong(path, "was changed");
  return found(bytes);
}

async function manifest(name, algorithm, expected, text, found, report) {
  if (text === undefined) return report.wrong(name, "is missing");
  const told = new Map();
  for (const line of text.split("\n")) {
    const cut = line.indexOf("  "), path = line.slice(cut + 2).replace(/\r$/, "").normalize("NFC");
    if (told.has(path)) report.wrong(name, `names ${path} twice`);
    if (cut > 0) told.set(path, line.slice(0, cut));
  }
  for (const path of expected) if (!told.has(path)) report.wrong(name, "does not list " + path);
  for (const [path, digest] of told) {
    if (!expected.has(path)) report.wrong(name, "lists what is not sealed: " + path);
    else if (found.has(path) && found.get(path)[algorithm] !== digest && !report.damage.has(path)) report.wrong(name, "has another digest of " + path);
  }
}

async function bag(files, there, found, texts, report) {
  const payload = new Set(files.filter(path => path.startsWith("data/")));
  const tags = new Set(files.filter(path => !payload.has(path) && !/^tagmanifest-\w+\.txt$/.test(path)));
  for (const algorithm of ["sha256", "sha512"]) for (const [prefix, expected] of [["manifest", payload], ["tagmanifest", tags]])
    await manifest(`${prefix}-${algorithm}.txt`, algorithm, expected, texts.get(`${prefix}-${algorithm}.txt`), found, report);
  if (there.has("fetch.txt")) report.wrong("fetch.txt", "names files to be fetched, and a pack has none");
  if ((texts.get("bagit.txt") ?? DECLARATION).replaceAll("\r\n", "\n") !== DECLARATION) report.wrong("bagit.txt", "does not declare a BagIt bag, version 1.0");
  const size = [...payload].reduce((sum, path) => sum + (found.get(path)?.size ?? 0), 0);
  if (!report.damage.size && !report.unread && info(texts, "Payload-Oxum") !== `${size}.${payload.size}`) report.wrong("bag-info.txt", "counts other files or bytes than there are");
}

function info(texts, field) {
  const line = (texts.get("bag-info.txt") ?? "").split(/\r?\n/).find(each => each.startsWith(field + ": "));
  return line ? line.slice(field.length + 2) : "";
}

async function beside(there, seal, texts, report) {
  const announced = info(texts, "Kb-Beside-Seal").split(" ");
  let told = await sha(seal) + "  SEAL.json\n", signature = null;
  for (const name of BESIDE) {
    const path = "proof/" + name, file = there.get(path);
    if (file && announced.includes(name)) {
      let bytes = new Uint8Array(await file.arrayBuffer());
      if (name.endsWith(".sig")) signature = bytes = ownEnds(path, bytes, report);
      told += await sha(bytes) + "  " + name + "\n";
    } else if (file) report.wrong(path, "was added");
    else if (announced.includes(name)) report.wrong(path, "is missing");
  }
  if (!there.has(LIST)) { report.wrong(LIST, "is missing"); return signature; }
  const listed = latin(ownEnds(LIST, new Uint8Array(await there.get(LIST).arrayBuffer()), report));
  if (listed !== told) {
    for (const line of told.trimEnd().split("\n")) if (!listed.split("\n").includes(line) && !line.endsWith("  SEAL.json")) report.wrong("proof/" + line.slice(66), `was changed, or ${LIST} was`);
    report.wrong(LIST, "has other digests than there are, or is written otherwise");
  }
  return signature;
}

async function signed(seal, armour, signers, report) {
  const path = "proof/SEAL.json.sig";
  if (!armour) return report.unproven.push("it is not signed");
  const head = "-----BEGIN SSH SIGNATURE-----\n", foot = "-----END SSH SIGNATURE-----\n", text = latin(armour);
  try {
    const body = text.slice(head.length, -foot.length), blob = bytesOf(atob(body.replaceAll("\n", "")));
    if (text !== head + btoa(latin(blob)).match(/.{1,70}/g).join("\n") + "\n" + foot) throw new Error();
    const view = new DataView(blob.buffer);
    let where = 10;
    const next = () => { const size = view.getUint32(where); where += 4 + size; if (where > blob.length) throw new Error(); return blob.subarray(where - size, where); };
    const [key, space, reserved, hash, proof] = [next(), next(), next(), next(), next()];
    if (latin(blob.subarray(0, 6)) !== "SSHSIG" || view.getUint32(6) !== 1 || latin(space) !== "kb-seal" || where !== blob.length) throw new Error();
    const name = "SHA256:" + btoa(latin(new Uint8Array(await crypto.subtle.digest("SHA-256", key)))).replace(/=+$/, "");
    if (!latin(key).startsWith("\0\0\0\x0bssh-ed25519\0\0\0\x20")) return report.unproven.push(`the signature of the key ${name} was not checked: this page knows Ed25519 keys only`);
    const string = bytes => { const out = new Uint8Array(4 + bytes.length); new DataView(out.buffer).setUint32(0, bytes.length); out.set(bytes, 4); return latin(out); };
    const digest = new Uint8Array(await crypto.subtle.digest(latin(hash) === "sha256" ? "SHA-256" : "SHA-512", seal));
    const message = bytesOf("SSHSIG" + [space, reserved, hash, digest].map(string).join(""));
    let known;
    try { known = await crypto.subtle.importKey("raw", key.slice(19), "Ed25519", false, ["verify"]); }
    catch { return report.unproven.push(`the signature of the key ${name} was not checked: this browser cannot`); }
    if (!latin(proof).startsWith("\0\0\0\x0bssh-ed25519\0\0\0\x40") || !await crypto.subtle.verify("Ed25519", known, proof.slice(19), message)) throw new Error();
    if (signers !== undefined && !signers.includes(btoa(latin(key)))) return report.wrong(path, `is of the key ${name}, which the pack does not name as valid then`);
    report.proven.push("signed with the key " + name);
    report.unproven.push("whose key that is: ask whoever handed over, or check with --allowed-signers as HOW-TO-VERIFY.txt says");
  } catch { report.wrong(path, "is no signature of this seal"); }
}

async function check(chosen, report, step) {
  const tops = chosen.map(([path]) => path).filter(path => path === SEAL || path.endsWith("/" + SEAL)).sort((a, b) => a.length - b.length);
  if (!tops.length) throw new Unreadable(`${SEAL} is missing: without it nothing can be verified`);
  const top = tops[0].slice(0, -SEAL.length), there = new Map();
  for (const [path, file] of chosen) {
    const name = path.startsWith(top) ? path.slice(top.length).normalize("NFC") : "../" + path;
    if (there.has(name)) report.wrong(name, "stands twice, in two spellings");
    there.set(name, file);
  }
  const raw = new Uint8Array(await there.get(SEAL).arrayBuffer());
  const seal = latin(raw).split("\n").length === 2 ? ownEnds(SEAL, raw, report) : raw, told = parse(latin(seal));
  const digest = await sha(seal), fingerprint = short(digest), files = told.entries.filter(row => row[1] !== "folder");
  const found = new Map(), texts = new Map(), folders = new Set(), listed = new Set([SEAL, LIST, ...BESIDE.map(name => "proof/" + name)]);
  for (const path of there.keys()) for (let cut = path.indexOf("/"); cut > 0; cut = path.indexOf("/", cut + 1)) folders.add(path.slice(0, cut));
  let done = 0;
  for (const [name, kind, sealed] of told.entries) {
    const path = name.normalize("NFC"), file = there.get(path);
    listed.add(path);
    if (kind === "folder") { if (file) report.wrong(path, "is of another kind now"); else if (!folders.has(path)) report.wrong(path, "is missing"); continue; }
    if (!file) report.wrong(path, folders.has(path) ? "is of another kind now" : "is missing");
    else if (file.size > LARGEST) { report.unread++; report.unproven.push(`${path} is too large for this page; verify.py and HOW-TO-VERIFY.txt check it`); }
    else {
      try {
        found.set(path, await content(path, file, kind, sealed, fingerprint, report));
        if (!path.includes("/") && path.endsWith(".txt") || path === "proof/allowed_signers") texts.set(path, utf8(new Uint8Array(await file.arrayBuffer())));
      } catch { report.wrong(path, "cannot be read"); }
    }
    step(++done / files.length);
  }
  for (const path of [...there.keys()].sort(order)) if (!listed.has(path)) {
    if (SYSTEM.test(path)) report.remarks.push("added by an operating system, and not part of the pack: " + path);
    else report.wrong(path, "was added");
  }
  await bag(told.entries.filter(row => row[1] === "file").map(row => row[0].normalize("NFC")), there, found, texts, report);
  const armour = await beside(there, seal, texts, report);
  await signed(seal, armour, texts.get("proof/allowed_signers"), report);
  const whole = files.filter(([path]) => found.has(path.normalize("NFC")) && !report.damage.has(path.normalize("NFC"))).length;
  report.proven.unshift(`${whole} of ${files.length} files are as they were sealed`);
  report.unproven.push(there.has("proof/SEAL.json.tsr") ? "the timestamp was not checked: a browser cannot; openssl can" : "there is no timestamp: the day is the pack's own word");
  report.unproven.push("the history was not read, and empty folders are not seen: a browser cannot");
  report.unproven.push("this page came with the pack: whoever changed the pack could have changed the page; a copy of it from elsewhere is worth more");
  report.about = `${told.what} ${told.name}, sealed on ${told.made_on}, ${fingerprint}`;
  report.fingerprint = fingerprint;
}

let last = null;
function show(report) {
  const typed = at("print").value.replace(/[^0-9a-z]/gi, "").toUpperCase(), damage = new Map(report.damage), proven = [...report.proven], unproven = [...report.unproven];
  if (!typed) unproven.unshift("no fingerprint was given: the pack agrees with itself, and whoever changed it could have sealed it again");
  else if (report.fingerprint && typed === report.fingerprint.replaceAll("-", "")) proven.push("the fingerprint is the one that was given");
  else if (report.fingerprint) damage.set(SEAL, "this is not the pack of the fingerprint that was given: its own is " + report.fingerprint);
  const verdict = report.problem ? "unreadable" : damage.size ? "damaged" : report.unread ? "partly" : "whole";
  const words = { unreadable: "It cannot be read. " + report.problem, damaged: "It is not as it was sealed.", partly: "What could be read is as it was sealed; not all could be.", whole: "It is as it was sealed." };
  at("about").textContent = printable(report.about ?? "");
  const fill = (id, mark, lines) => at(id).replaceChildren(...lines.map(line => { const item = document.createElement("li"); item.textContent = mark + printable(line); return item; }));
  fill("damage", "Wrong: ", Array.from(damage, ([path, what]) => `${path}: ${what}`));
  fill("proven", "Checked: ", proven);
  fill("remarks", "Remark: ", report.remarks);
  fill("unproven", "Not proven: ", unproven);
  at("verdict").textContent = printable(words[verdict]);
  at("verdict").dataset.verdict = verdict;
}

async function run(chosen) {
  const report = last = new Report(), bar = at("progress");
  at("verdict").dataset.verdict = "busy";
  at("verdict").textContent = "Reading…";
  bar.hidden = false;
  try { await check(chosen, report, part => { bar.value = part; }); }
  catch (error) { report.problem = error instanceof Unreadable ? error.message : "The browser could not read it: " + error.message; }
  bar.hidden = true;
  if (last === report) show(report);
}

async function entries(entry, path) {
  if (entry.isFile) return [[path + entry.name, await new Promise((give, fail) => entry.file(give, fail))]];
  const reader = entry.createReader(), found = [];
  for (;;) {
    const some = await new Promise((give, fail) => reader.readEntries(give, fail));
    if (!some.length) return found;
    for (const each of some) found.push(...await entries(each, path + entry.name + "/"));
  }
}

at("folder").addEventListener("change", event => run(Array.from(event.target.files, file => [file.webkitRelativePath || file.name, file])));
at("print").addEventListener("input", () => { if (last && at("verdict").dataset.verdict !== "busy") show(last); });
document.addEventListener("dragover", event => { event.preventDefault(); at("drop").classList.add("over"); });
document.addEventListener("dragleave", () => at("drop").classList.remove("over"));
document.addEventListener("drop", async event => {
  event.preventDefault();
  at("drop").classList.remove("over");
  const dropped = Array.from(event.dataTransfer.items, item => item.webkitGetAsEntry()).filter(Boolean);
  run((await Promise.all(dropped.map(each => entries(each, "")))).flat());
});
