/* The search engine of a site without a server. It works from any folder and from file://; see kb/search/static_index.py. */
(() => {
  "use strict";
  if (globalThis.kbSearch && globalThis.kbSearch.query) return;

  const page = typeof document === "undefined" ? null : document;
  const source = page && page.currentScript ? page.currentScript.src : "";
  const folder = source.replace(/[?#].*$/, "").replace(/[^/]*$/, "");
  const site = folder.replace(/assets\/kb\/$/, "");

  /* ---- Shards: plain scripts, each loaded once ---- */

  const waiting = new Map();
  const shards = new Map();
  let meta = null;
  let stopWords = new Set();
  let endings = new Set();
  let synonyms = new Map();
  let levels = [];
  let traitOf = [];

  const kbSearch = {
    /* Called by every shard. */
    load(build, kind, number, data) {
      const file = `${kind}-${number}`;
      const promise = waiting.get(file);
      if (!promise) return;
      if (kind !== "meta" && (!meta || meta.build !== build)) promise.fail(new Error("stale"));
      else promise.done(data);
    },
    /* Replaced where there is no page (tests). Ends with `load` having been called, or fails. */
    fetch(name, stamp) {
      return new Promise((done, fail) => {
        const script = page.createElement("script");
        script.src = `${folder}index/${name}.js?v=${stamp}`;
        script.async = true;
        script.onload = () => { script.remove(); done(); };
        script.onerror = () => { script.remove(); fail(new Error(`cannot load ${name}`)); };
        page.head.append(script);
      });
    },
    /* Answers as kb/search/wire.py writes it down; filters are lists of values by facet. */
    query: (text, { limit = 10, offset = 0, filters = {}, explain = false } = {}) => answer(String(text), { limit, offset, filters, explain }),
    ready: () => ready().then(({ documents, contact, byWords }) => ({ documents, contact, byWords, site })),
    folder,
    site,
  };
  globalThis.kbSearch = kbSearch;

  function shard(kind, number) {
    const file = `${kind}-${number}`;
    if (!shards.has(file)) {
      const name = kind === "meta" ? "meta" : file;
      const loading = new Promise((done, fail) => {
        waiting.set(file, { done, fail });
        kbSearch.fetch(name, meta ? meta.build : Date.now())
          .then(() => fail(new Error(`${name} is empty`)), fail); // after `load` this no longer counts
      }).then((data) => (kind === "words" ? readWords(data) : kind === "terms" || kind === "tails" ? readTerms(data) : data));
      loading.catch(() => shards.delete(file));
      shards.set(file, loading);
    }
    return shards.get(file);
  }

  async function ready() {
    if (!meta) {
      const data = await shard("meta", 0);
      stopWords = new Set(data.stopWords);
      endings = new Set(data.endings);
      synonyms = new Map();
      for (const member of data.synonyms) {
        for (const key of new Set([member[1][0], member[2][0]])) synonyms.set(key, [...(synonyms.get(key) || []), member]);
      }
      for (const members of synonyms.values()) members.sort((a, b) => b[1].length - a[1].length);
      levels = [...data.levels].map((level) => parseInt(level, 36));
      traitOf = data.traitOf.split(" ").map(Number);
      meta = data;
    }
    return meta;
  }

  /* After a new build of the site the pieces no longer fit together. */
  function forget() {
    meta = null;
    shards.clear();
    waiting.clear();
  }

  function readWords(text) {
    const forms = new Map();
    for (const line of text ? text.split("\n") : []) {
      const [form, frequency, ...stems] = line.split(" ");
      forms.set(form, { form, frequency: Number(frequency), stems: stems.length ? stems : [form] });
    }
    return forms;
  }

  function readTerms(text) {
    const terms = new Map();
    for (const line of text ? text.split("\n") : []) {
      const cut = line.indexOf("\t");
      terms.set(line.slice(0, cut), line.slice(cut + 1));
    }
    return terms;
  }

  /* The last shard whose first key is not after this one. */
  function shardOf(firsts, key) {
    let low = 0;
    let high = firsts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (firsts[middle] <= key) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /* ---- Words: as kb/search/analysis.py cuts them ---- */

  const JOINS = "\\-_./\\\\:@&\\u2010\\u2011";
  const CHUNK = new RegExp(`[\\p{L}\\p{N}]+(?:[${JOINS}'’][\\p{L}\\p{N}]+)*(?:\\+\\+|#)?`, "gu");
  const JOIN = new RegExp(`[${JOINS}]`, "u");
  const DROPPED = /(?<![0-9])\.|\.(?![0-9])|[-_/\\:@&\u2010\u2011]/gu;
  const CAMEL = /[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|[0-9]+/g;
  const MARKS = /[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u0610-\u061a\u064b-\u065f\u0670\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20dc\u3099\u309a\ufe20-\ufe2f]/gu;
  const SINGLE = { "ß": "ss", "ς": "σ", "ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i" };

  function fold(text) {
    return text.toLowerCase().normalize("NFKD").toLowerCase().replace(MARKS, "").replace(/[ßςłøđæœı]/g, (c) => SINGLE[c]);
  }

  const letters = (text) => [...text];
  const short = (word) => letters(word).slice(0, meta.is.longest).join("");
  const isWord = (word) => /^\p{L}+$/u.test(word);

  function cut(chunk) {
    chunk = chunk.replace(/['’][sS]$/, "").replace(/['’]/g, "");
    const segments = chunk.split(JOIN).filter(Boolean);
    const parts = [];
    for (const segment of segments) {
      const bare = segment.replace(/[+#]+$/, "");
      const whole = !/^[\x00-\x7f]*$/.test(bare) || /^[A-Z]{2,}s$/.test(bare);
      const humps = (!whole && bare.match(CAMEL)) || [];
      if (segments.length > 1) parts.push(short(fold(segment)));
      if (humps.length > 1) for (const hump of humps) parts.push(short(fold(hump)));
    }
    const long = parts.filter((part) => [...part].length > 1).slice(0, meta.is.parts);
    return [...new Set([short(fold(chunk.replace(DROPPED, ""))), ...long].filter(Boolean))];
  }

  function tokens(text) {
    const found = [];
    const seen = new Set();
    (text.normalize("NFKC").match(CHUNK) || []).forEach((chunk, position) => {
      cut(chunk).forEach((surface, number) => {
        const key = `${number > 0} ${surface}`;
        if (found.length < meta.is.tokens && !seen.has(key)) {
          seen.add(key);
          found.push({ surface, position, part: number > 0 });
        }
      });
    });
    return found;
  }

  /* ---- The plan: as kb/search/query.py makes it ---- */

  async function look(kind, key) {
    const firsts = meta[kind];
    return firsts.length ? (await shard(kind, shardOf(firsts, key))).get(key) : undefined;
  }

  const entry = (surface) => look("words", surface);
  const postings = (term) => look("terms", term);

  async function startingWith(prefix) {
    const found = [];
    if (!meta.words.length) return found;
    const jobs = [];
    for (let n = shardOf(meta.words, prefix); n < meta.words.length; n++) {
      if (n > 0 && meta.words[n] > prefix && !meta.words[n].startsWith(prefix)) break;
      jobs.push(shard("words", n));
    }
    for (const forms of await Promise.all(jobs)) {
      for (const one of forms.values()) if (one.form.startsWith(prefix)) found.push(one);
    }
    return found;
  }

  async function butForFirst(tail) {
    const found = await look("tails", tail);
    return found ? Promise.all(letters(found).map((letter) => entry(letter + tail))) : [];
  }

  /* The stem of a word that no document holds, among those that `is` knows. */
  async function stemAmong(word, is = postings) {
    const all = letters(word);
    if (all.length === 3 && all[2] === "s" && isWord(word) && (await is(all[0] + all[1]))) return all[0] + all[1];
    if (all.length < 4 || !isWord(word)) return "";
    for (let length = all.length; length > Math.max(2, all.length - 8); length--) {
      const head = all.slice(0, length).join("");
      const tail = all.slice(length);
      const doubled = tail.length > 1 && tail[0] === all[length - 1] && endings.has(tail.slice(1).join(""));
      if ((!tail.length || endings.has(tail.join("")) || doubled) && (await is(head))) return head;
      if (!tail.length && head.endsWith("y") && (await is(`${head.slice(0, -1)}i`))) return `${head.slice(0, -1)}i`;
    }
    return "";
  }

  /* Code points, as Python counts them. */
  function edits(left, right, most) {
    let before = [];
    let row = right.map((_, j) => j);
    row.push(right.length);
    for (let i = 1; i <= left.length; i++) {
      const older = before;
      before = row;
      row = [i];
      for (let j = 1; j <= right.length; j++) {
        let cost = Math.min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (left[i - 1] === right[j - 1] ? 0 : 1));
        if (i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1]) cost = Math.min(cost, older[j - 2] + 1);
        row.push(cost);
      }
      if (Math.min(...row) > most) return most + 1;
    }
    return row[right.length];
  }

  const byText = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

  function asTerms(forms, factor, how) {
    const terms = new Map();
    for (const { form, stems } of forms) for (const term of stems) if (!terms.has(term)) terms.set(term, { term, factor, how, form });
    return [...terms.values()];
  }

  async function known(surface) {
    const one = await entry(surface);
    if (one) return one.stems.map((term) => ({ term, factor: 1, how: "exact", form: surface }));
    const term = await stemAmong(surface);
    return term ? [{ term, factor: 1, how: "form", form: surface }] : [];
  }

  /* `ae`, `oe` and `ue` as the letter they may stand for: all of them, then each alone. */
  function typedAsTwo(surface) {
    const places = [...surface.matchAll(/ae|oe|ue/g)].map((match) => match.index).slice(0, meta.is.umlauts);
    if (!places.length) return [];
    const each = places.map((place) => surface.slice(0, place + 1) + surface.slice(place + 2));
    return [...new Set([surface.replace(/ae|oe|ue/g, (two) => two[0]), ...each])];
  }

  async function exact(surface) {
    for (const form of [surface, ...(meta.umlauts ? typedAsTwo(surface) : [])]) {
      const terms = await known(form);
      if (terms.length) return form === surface ? terms : terms.map((term) => ({ ...term, how: "form" }));
    }
    return [];
  }

  const isHead = (surface) => meta.compounds && letters(surface).length >= meta.is.headLetters;

  async function part(surface) {
    const terms = await known(surface);
    return terms.length || !isHead(surface) ? terms : completed(surface);
  }

  const spelled = (surface) => (isWord(surface) ? [surface, ...typedAsTwo(surface).slice(0, 1)] : []);

  async function compound(surface) {
    const { partLetters, joints } = meta.is;
    for (const word of spelled(surface)) {
      const all = letters(word);
      for (let place = partLetters; place <= all.length - partLetters; place++) {
        const right = all.slice(place).join("");
        if (!(await known(right)).length) continue;
        const left = all.slice(0, place).join("");
        const heads = joints.filter((joint) => left.endsWith(joint)).map((joint) => left.slice(0, left.length - joint.length)).filter((head) => letters(head).length >= partLetters);
        for (const head of heads) if ((await known(head)).length) return [head, right];
        for (const head of heads.reverse()) if ((await part(head)).length) return [head, right];
      }
    }
    return [];
  }

  async function within(surface) {
    const { partLetters, headLetters, split } = meta.is;
    for (const word of spelled(surface)) {
      const all = letters(word);
      const parts = [];
      for (let place = partLetters; place <= all.length - headLetters; place++) parts.push(all.slice(place));
      for (let place = all.length - partLetters; place >= headLetters; place--) parts.push(all.slice(0, place));
      for (const one of parts) {
        const terms = await known(one.join(""));
        if (terms.length) return terms.map((term) => ({ ...term, factor: split, how: "split" }));
      }
    }
    return [];
  }

  async function completed(surface) {
    if (letters(surface).length < meta.is.prefixLetters) return [];
    const forms = await startingWith(surface);
    forms.sort((a, b) => b.frequency - a.frequency || byText(a.form, b.form));
    return asTerms(forms.slice(0, meta.is.completions), meta.is.completed, "begins");
  }

  async function split(surface) {
    const all = letters(surface);
    if (all.length < 6 || !isWord(surface)) return [];
    let best = null;
    for (let place = 3; place < all.length - 2; place++) {
      const halves = await Promise.all([entry(all.slice(0, place).join("")), entry(all.slice(place).join(""))]);
      if (!halves[0] || !halves[1]) continue;
      const least = Math.min(halves[0].frequency, halves[1].frequency);
      if (!best || least > best.least) best = { least, halves };
    }
    return best ? best.halves.map(({ form }) => form) : [];
  }

  /* Whether another letter stands where one is wrong: letters left out, doubled or in another order are likelier. */
  function swapsLetters(one, other) {
    const [shorter, longer] = one.length <= other.length ? [one, other] : [other, one];
    let at = 0;
    for (const letter of longer) if (letter === shorter[at]) at++;
    return [...one].sort().join("") !== [...other].sort().join("") && at < shorter.length;
  }

  async function nearest(surface) {
    const all = letters(surface);
    const allowed = all.length < 4 || !isWord(surface) ? 0 : all.length < 8 ? 1 : 2;
    if (!allowed) return [];
    const best = new Map();
    for (const prefix of new Set([all[0], all[1] + all[0]])) {
      for (const one of await startingWith(prefix)) {
        const other = letters(one.form);
        if (Math.abs(other.length - all.length) > allowed) continue;
        const distance = edits(all, other, allowed);
        if (distance <= allowed) best.set(one.form, { ...one, distance });
      }
    }
    const bare = all.slice(1).join("");
    for (const one of all.length > 4 ? [...(await butForFirst(bare)), ...(await butForFirst(surface))] : []) if (!best.has(one.form)) best.set(one.form, { ...one, distance: 1 });
    const known = all.length > 4 && (await entry(bare));
    if (known && !best.has(bare)) best.set(bare, { ...known, distance: 1 });
    const right = [...best.values()].filter(({ form }) => isWord(form) && !stopWords.has(form));
    if (!right.length) return [];
    const swaps = new Map(right.map(({ form }) => [form, swapsLetters(all, letters(form))]));
    right.sort((a, b) => a.distance - b.distance || swaps.get(a.form) - swaps.get(b.form) || b.frequency - a.frequency || byText(a.form, b.form));
    const chosen = right.filter((one) => one.distance === right[0].distance).slice(0, meta.is.nearest);
    return asTerms(chosen, meta.is.mistyped[right[0].distance], "mistyped");
  }

  /* The groups of synonyms that the query names, by the places of their words. */
  async function same(wholes, entries) {
    const terms = new Map();
    const forms = (token) => [token.surface, ...(entries.get(token.surface) || { stems: [] }).stems];
    async function says(token, word, stem) {
      if (token.surface === word || forms(token).includes(stem)) return true;
      return forms(token).length === 1 && Boolean(await stemAmong(token.surface, (form) => form === word || form === stem));
    }
    for (const [number, token] of wholes.entries()) {
      let all = forms(token);
      if (all.length === 1) all = [...all, await stemAmong(token.surface, (form) => synonyms.has(form))];
      const key = all.find((form) => synonyms.has(form));
      for (const [group, said, stems] of key === undefined ? [] : synonyms.get(key)) {
        const run = wholes.slice(number, number + said.length);
        const fits = run.length === said.length && (await Promise.all(run.map((each, n) => says(each, said[n], stems[n])))).every(Boolean);
        if (!fits) continue;
        const term = { term: `~${group}`, factor: meta.is.same, how: "synonym", form: said.join(" ") };
        for (const { position } of run) terms.set(position, [...(terms.get(position) || []), term]);
        break;
      }
    }
    return terms;
  }

  /* The words of the query that say nothing: kb/search/lexicon.py says why one may say something after all. */
  function silentOf(found, entries) {
    const said = [...new Set(found.map(({ surface }) => surface))];
    const hits = Object.values(meta.foreign).map((words) => said.filter((word) => words.includes(word)));
    const together = new Set(hits.filter((found) => found.length > 1).flat());
    const alone = hits.filter((found) => found.length === 1).flat().filter((word) => entries.get(word) && !together.has(word));
    return new Set(said.filter((word) => stopWords.has(word) && !alone.includes(word)));
  }

  async function frequencyOf(terms) {
    const forms = await Promise.all(terms.map(({ form }) => entry(form)));
    return forms.reduce((most, one) => Math.max(most, one ? one.frequency : 0), 0);
  }

  async function plan(text) {
    const found = tokens(letters(text).slice(0, meta.is.length).join(""));
    if (!found.length) return { words: [], pairs: [], title: "", codes: [], corrected: [] };
    const last = found.reduce((most, token) => Math.max(most, token.position), 0);
    const wholes = found.filter((token) => !token.part);
    const neighbours = wholes.slice(1).map((right, n) => [wholes[n], right]).filter(([a, b]) => b.position === a.position + 1);
    const [entries, joins] = await Promise.all([
      Promise.all(found.map((token) => entry(token.surface))),
      Promise.all(neighbours.map(([a, b]) => entry(a.surface + b.surface))),
    ]);
    const held = new Map(found.map((token, n) => [token.surface, entries[n]]));
    const silent = silentOf(found, held);
    const content = found.filter(({ surface }) => !silent.has(surface));
    const asked = content.length ? content : found;
    const joined = new Map();
    neighbours.forEach((pair, n) => {
      if (!joins[n]) return;
      const terms = joins[n].stems.map((term) => ({ term, factor: meta.is.joined, how: "joined", form: joins[n].form }));
      for (const { position } of pair) joined.set(position, [...(joined.get(position) || []), ...terms]);
    });
    const groups = await same(wholes, held);
    const knownWholes = new Set(asked.filter((t) => !t.part && held.get(t.surface)).map((t) => t.position));
    const compounds = new Set(asked.filter((t) => t.part).map((t) => t.position));
    const words = new Map();
    const corrected = [];
    let apart = 0;
    for (const { surface, position, part: isPart } of asked) {
      const wholeKnown = knownWholes.has(position);
      const others = [...(joined.get(position) || []), ...(groups.get(position) || [])];
      if (words.has(surface) || (compounds.has(position) && !isPart && !wholeKnown && !others.length)) continue;
      let terms = await exact(surface);
      if (!terms.length && (position === last || isHead(surface))) terms = await completed(surface);
      let halves = terms.length || isPart ? [] : await split(surface);
      const compounded = meta.compounds && !terms.length && !halves.length && !isPart && apart < meta.is.apart;
      if (compounded) {
        apart += 1;
        halves = await compound(surface);
      }
      for (const half of halves) {
        const run = (await part(half)).map((term) => ({ ...term, factor: meta.is.split, how: "split" }));
        if (!words.has(half)) words.set(half, { surface: half, terms: run, weight: 1, frequency: await frequencyOf(run) });
      }
      if (halves.length) continue;
      if (!terms.length && !others.length && corrected.length < meta.is.corrected) {
        terms = await nearest(surface);
        if (terms.length) corrected.push([surface, terms[0].form]);
      }
      if (compounded && !terms.length && !others.length) terms = await within(surface);
      const all = [...terms, ...others];
      if (!all.length) continue;
      const light = (isPart && wholeKnown) || (content.length && stopWords.has(surface));
      words.set(surface, { surface, terms: all, weight: light ? meta.is.part : 1, frequency: await frequencyOf(all) });
    }
    const rarest = new Set([...words.values()].sort((a, b) => a.frequency - b.frequency).slice(0, meta.is.scored));
    const stems = wholes.filter((t) => !silent.has(t.surface)).map((t) => (held.get(t.surface) || { stems: [t.surface] }).stems[0]);
    const title = letters(stems.join(" ")).slice(0, meta.is.titleLength).join("");
    return {
      words: [...words.values()].filter((word) => rarest.has(word)),
      pairs: [...new Set(stems.slice(1).map((right, n) => `${stems[n]} ${right}`))],
      title: title && `=${title}`,
      codes: [...new Set(asked.filter((t) => !t.part && /[0-9]/.test(t.surface)).map((t) => `#${t.surface}`))],
      corrected,
    };
  }

  /* ---- The score: as kb/search/ranking.py counts it ---- */

  function readPostings(line) {
    const found = new Map();
    const numbers = line ? line.split(" ") : [];
    let number = 0;
    for (let n = 0; n < numbers.length; n += 2) {
      number += Number(numbers[n]);
      found.set(number, Number(numbers[n + 1]));
    }
    return found;
  }

  const idf = (holders) => Math.log(1 + (meta.documents - holders + 0.5) / (holders + 0.5));

  function saturated(impact) {
    const tenths = impact / meta.is.scale;
    return ((meta.is.k1 + 1) * tenths) / (meta.is.k1 + tenths);
  }

  const add = (totals, best) => best.forEach((score, number) => totals.set(number, (totals.get(number) || 0) + score));

  function scores(asked, held) {
    const totals = new Map();
    for (const word of asked.words) {
      const best = new Map();
      for (const { term, factor } of word.terms) {
        const found = held(term);
        const unit = idf(found.size) * factor * word.weight;
        for (const [number, impact] of found) {
          const score = unit * (saturated(impact) + meta.is.coverage);
          if (score > (best.get(number) || 0)) best.set(number, score);
        }
      }
      add(totals, best);
    }
    for (const pair of totals.size ? asked.pairs : []) {
      const found = held(pair);
      const unit = idf(found.size) * meta.is.pair;
      add(totals, new Map([...found].map(([number, impact]) => [number, unit * (saturated(impact) + 0)])));
    }
    return totals;
  }

  /* ---- Filters and counts: as kb/search/table.py keeps them ---- */

  const FACETS = ["product", "type", "confidence", "language"];

  function passing(filters, but) {
    return meta.traits.map((trait) => FACETS.every((name, place) => {
      const wanted = name === but ? [] : [].concat(filters[name] || []);
      return !wanted.length || trait[place].some((value) => wanted.includes(value));
    }));
  }

  function facets(totals, filters) {
    const held = new Map();
    for (const number of totals.keys()) held.set(traitOf[number], (held.get(traitOf[number]) || 0) + 1);
    const counted = {};
    FACETS.forEach((name, place) => {
      const counts = new Map();
      const lets = passing(filters, name);
      for (const [trait, count] of held) {
        if (lets[trait]) for (const value of meta.traits[trait][place]) if (value) counts.set(value, (counts.get(value) || 0) + count);
      }
      counted[name] = [...counts].sort((a, b) => b[1] - a[1] || byText(a[0], b[0]));
    });
    return counted;
  }

  const lift = (number) => (1 + meta.is.perLevel * levels[number]) * (meta.is.later[meta.traits[traitOf[number]][1][0]] || 1);

  /* ---- Passages: as kb/search/passages.py chooses and marks them ---- */

  function marker(asked, worth) {
    const forms = new Map();
    const stems = [];
    asked.words.forEach((word, place) => {
      const put = (form) => forms.has(form) || forms.set(form, place);
      put(word.surface);
      for (const { term, form } of word.terms) {
        if (term.startsWith("~")) for (const member of meta.synonyms) member[0] === term.slice(1) && member[1].forEach(put);
        else {
          stems.push([term, place]);
          put(form);
        }
      }
    });
    const known = new Map();
    function place(chunk) {
      const words = cut(chunk);
      for (const word of words) if (forms.has(word)) return forms.get(word);
      for (const word of words) {
        const found = stems.find(([stem]) => stem.length > 2 && word.startsWith(stem) && word.length - stem.length <= meta.is.ending);
        if (found) return found[1];
      }
      return -1;
    }
    function marks(text) {
      const found = [];
      for (const match of text.matchAll(CHUNK)) {
        if (!known.has(match[0])) known.set(match[0], place(match[0]));
        if (known.get(match[0]) >= 0) found.push([match.index, match.index + match[0].length, known.get(match[0])]);
      }
      return found;
    }
    function best(summary, texts) {
      let chosen = summary;
      let found = [];
      let most = -1;
      for (const text of [summary, ...texts.filter(([name]) => meta.is.shown.includes(name)).map(([, text]) => text)]) {
        const here = marks(text);
        const value = [...new Set(here.map(([, , word]) => word))].sort((a, b) => a - b).reduce((sum, word) => sum + worth[word], 0);
        if (value > most + 1e-9) [chosen, found, most] = [text, here, value];
      }
      return shortened(chosen, found);
    }
    return { marks, best };
  }

  function shortened(text, marks) {
    const { snippet, lead } = meta.is;
    if (text.length <= snippet) return [text, marks];
    let begin = Math.max(0, (marks.length ? marks[0][0] : 0) - lead);
    if (begin) {
      const blank = text.slice(begin).search(/\s/);
      if (blank >= 0 && (!marks.length || begin + blank + 1 <= marks[0][0])) begin += blank + 1;
    }
    let end = Math.min(text.length, begin + snippet);
    if (end < text.length) {
      let blank = end - 1;
      while (blank > begin && !/\s/.test(text[blank])) blank--;
      if (blank > begin + Math.floor(snippet / 2)) end = blank;
    }
    const head = begin ? "…" : "";
    const shift = head.length - begin;
    const inside = marks.filter(([from, to]) => from >= begin && to <= end).map(([from, to, word]) => [from + shift, to + shift, word]);
    return [head + text.slice(begin, end) + (end < text.length ? "…" : ""), inside];
  }

  function parts(text, marks) {
    const found = [];
    let end = 0;
    for (const [from, to] of marks) {
      if (from > end) found.push([text.slice(end, from), false]);
      found.push([text.slice(from, to), true]);
      end = to;
    }
    if (end < text.length) found.push([text.slice(end), false]);
    return found;
  }

  /* ---- The answer: as kb/search/answering.py puts it together ---- */

  async function card(number) {
    const [id, title, url, kind, summary, texts] = (await shard("docs", Math.floor(number / meta.docsShard)))[number % meta.docsShard];
    const [products, [type], [confidence], [language]] = meta.traits[traitOf[number]];
    return { id, title, url, kind, summary, texts, type, confidence, language, products };
  }

  function item({ summary, texts, ...rest }, found) {
    return { ...rest, score: 0, snippet: summary, matched: [], title_parts: parts(rest.title, []), snippet_parts: parts(summary, []), ...found };
  }

  async function closest() {
    const order = levels.map((level, number) => [level, number, lift(number) < 1]);
    order.sort((a, b) => a[2] - b[2] || b[0] - a[0] || a[1] - b[1]);
    return Promise.all(order.slice(0, meta.is.closest).map(async ([, number]) => item(await card(number))));
  }

  function why(asked, held, number, { title, texts }, marks) {
    const found = asked.words.map((word, place) => {
      const values = word.terms.map((term) => value(word, term, held, number));
      return { word, place, most: Math.max(0, ...values), term: word.terms[values.indexOf(Math.max(0, ...values))] };
    }).filter(({ most }) => most);
    const total = found.reduce((sum, { most }) => sum + most, 0);
    return found.map(({ word, place, most, term }) => {
      const fields = [];
      let form = "";
      for (const [name, text] of [["title", title], ...texts]) {
        for (const [from, to, known] of marks(text)) {
          if (known !== place) continue;
          form = form || text.slice(from, to);
          if (!fields.includes(name)) fields.push(name);
        }
      }
      fields.sort((a, b) => (meta.is.weights[b] || 0) - (meta.is.weights[a] || 0));
      const how = term.how === "exact" && form && form.toLowerCase() !== word.surface ? "form" : term.how;
      return { asked: word.surface, found: form || term.form, how, fields, share: Math.round((most / total) * 1000) / 1000 };
    }).sort((a, b) => b.share - a.share || byText(a.asked, b.asked));
  }

  const value = (word, { term, factor }, held, number) => {
    const impact = held(term).get(number);
    return impact ? idf(held(term).size) * factor * word.weight * (saturated(impact) + meta.is.coverage) : 0;
  };

  /* Which of the words that were looked up for a mistyped one the best hit has. */
  function taken(asked, held, wrong, right, best) {
    const word = best && asked.words.find(({ surface }) => surface === wrong);
    if (!word) return right;
    const values = word.terms.map((term) => value(word, term, held, best[1]));
    return Math.max(...values) ? word.terms[values.indexOf(Math.max(...values))].form : right;
  }

  async function rank(asked, { limit, offset, filters, explain }) {
    const lines = new Map();
    const names = [...asked.words.flatMap((word) => word.terms.map(({ term }) => term)), ...asked.pairs, ...asked.codes, asked.title].filter(Boolean);
    await Promise.all([...new Set(names)].map(async (term) => lines.set(term, readPostings(await postings(term)))));
    const held = (term) => lines.get(term) || new Map();
    const all = scores(asked, held);
    const counts = facets(all, filters);
    const lets = passing(filters);
    const totals = [...all].filter(([number]) => lets[traitOf[number]]);
    const titled = held(asked.title);
    const coded = new Set(asked.codes.flatMap((code) => [...held(code).keys()]));
    const scored = totals.map(([number, total]) => {
      let score = total * lift(number);
      if (titled.has(number)) score *= meta.is.exactTitle;
      if (coded.has(number)) score *= meta.is.exactCode;
      return [Math.floor(score * 1e6 + 0.5), number];
    });
    scored.sort((a, b) => b[0] - a[0] || a[1] - b[1]);
    const worth = asked.words.map((word) => word.weight * word.terms.reduce((most, { term, factor }) => (held(term).size ? Math.max(most, factor * idf(held(term).size)) : most), 0));
    const { marks, best } = marker(asked, worth);
    const items = await Promise.all(scored.slice(offset, offset + limit).map(async ([score, number]) => {
      const found = await card(number);
      const [snippet, inside] = best(found.summary, found.texts);
      const matched = asked.words.filter((word) => word.terms.some(({ term }) => held(term).has(number)));
      return item(found, {
        score: score / 1e6, snippet, matched: matched.map((word) => word.surface),
        title_parts: parts(found.title, marks(found.title)), snippet_parts: parts(snippet, inside),
        ...(explain ? { why: why(asked, held, number, found, marks), bonuses: [] } : {}),
      });
    }));
    const corrected = asked.corrected.map(([wrong, right]) => [wrong, taken(asked, held, wrong, right, scored[0])]);
    return { found: totals.length, offset, items, corrected, facets: counts, closest: totals.length ? [] : await closest() };
  }

  async function answer(query, request, again) {
    try {
      await ready();
      const asked = await plan(query);
      if (!asked.words.length) return { query, found: 0, offset: request.offset, items: [], corrected: [], facets: {}, closest: await closest() };
      return { query, ...(await rank(asked, request)) };
    } catch (error) {
      // the site was built again while this page was open: the pieces no longer fit
      if (again) throw error;
      forget();
      return answer(query, request, true);
    }
  }
})();
