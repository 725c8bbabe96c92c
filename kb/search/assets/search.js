/* Search for a static site: the engine first, then the box. It works from any folder and from file://. */
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
    query: (text, limit) => answer(text, limit === undefined ? 10 : limit),
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
      }).then((data) => (kind === "words" ? readWords(data) : kind === "terms" ? readTerms(data) : data));
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
      meta = data;
    }
    return meta;
  }

  function forget() {
    meta = null;
    shards.clear();
    waiting.clear();
  }

  function readWords(text) {
    const forms = new Map();
    for (const line of text ? text.split("\n") : []) {
      const [form, frequency, term] = line.split(" ");
      forms.set(form, { frequency: Number(frequency), term: term || form });
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

  const short = (word) => [...word].slice(0, meta.is.longest).join("");
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

  async function entry(surface) {
    if (!meta.words.length) return undefined;
    return (await shard("words", shardOf(meta.words, surface))).get(surface);
  }

  async function startingWith(prefix) {
    const found = [];
    if (!meta.words.length) return found;
    const jobs = [];
    for (let n = shardOf(meta.words, prefix); n < meta.words.length; n++) {
      if (n > 0 && meta.words[n] > prefix && !meta.words[n].startsWith(prefix)) break;
      jobs.push(shard("words", n));
    }
    for (const forms of await Promise.all(jobs)) {
      for (const [form, { frequency, term }] of forms) if (form.startsWith(prefix)) found.push({ form, frequency, term });
    }
    return found;
  }

  async function postings(term) {
    if (!meta.terms.length) return undefined;
    return (await shard("terms", shardOf(meta.terms, term))).get(term);
  }

  async function stemAmong(word) {
    const letters = [...word];
    if (letters.length < 4 || !isWord(word)) return "";
    for (let length = letters.length; length > Math.max(2, letters.length - 8); length--) {
      const head = letters.slice(0, length).join("");
      const tail = letters.slice(length);
      const doubled = tail.length > 1 && tail[0] === letters[length - 1] && endings.has(tail.slice(1).join(""));
      if ((!tail.length || endings.has(tail.join("")) || doubled) && (await postings(head))) return head;
      if (!tail.length && head.endsWith("y") && (await postings(`${head.slice(0, -1)}i`))) return `${head.slice(0, -1)}i`;
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

  function distinct(forms, factor) {
    const terms = new Map();
    for (const { form, term } of forms) if (!terms.has(term)) terms.set(term, { form, term, factor });
    return [...terms.values()];
  }

  async function completed(surface) {
    if ([...surface].length < meta.is.prefixLetters) return null;
    const forms = await startingWith(surface);
    forms.sort((a, b) => b.frequency - a.frequency || byText(a.form, b.form));
    return forms.length ? { taken: surface, terms: distinct(forms.slice(0, meta.is.completions), meta.is.completed) } : null;
  }

  async function nearest(surface) {
    const letters = [...surface];
    const allowed = letters.length < 4 || !isWord(surface) ? 0 : letters.length < 8 ? 1 : 2;
    if (!allowed) return null;
    const found = [];
    for (const prefix of new Set([letters[0], letters[1] + letters[0]])) {
      for (const { form, frequency, term } of await startingWith(prefix)) {
        const other = [...form];
        if (Math.abs(other.length - letters.length) > allowed || !isWord(form) || stopWords.has(form)) continue;
        const distance = edits(letters, other, allowed);
        if (distance <= allowed) found.push({ distance, frequency, form, term });
      }
    }
    if (!found.length) return null;
    found.sort((a, b) => a.distance - b.distance || b.frequency - a.frequency || byText(a.form, b.form));
    const best = found.filter((one) => one.distance === found[0].distance).slice(0, meta.is.nearest);
    return { taken: best[0].form, terms: distinct(best, meta.is.mistyped[found[0].distance]) };
  }

  async function plan(text) {
    const found = tokens([...text].slice(0, meta.is.length).join(""));
    if (!found.length) return { words: [], title: "", codes: [], corrected: [] };
    const content = found.filter((token) => !stopWords.has(token.surface));
    const asked = content.length ? content : found;
    const last = found.reduce((most, token) => Math.max(most, token.position), 0);
    const wholes = found.filter((token) => !token.part);
    const pairs = wholes.slice(1).map((right, n) => [wholes[n], right]).filter(([a, b]) => b.position === a.position + 1);
    const [entries, joins] = await Promise.all([
      Promise.all(found.map((token) => entry(token.surface))),
      Promise.all(pairs.map(([a, b]) => entry(a.surface + b.surface))),
    ]);
    const known = new Map(found.map((token, n) => [token.surface, entries[n]]));
    const joined = new Map();
    pairs.forEach((pair, n) => {
      if (joins[n]) for (const { position } of pair) joined.set(position, [...(joined.get(position) || []), joins[n].term]);
    });
    const knownWholes = new Set(asked.filter((t) => !t.part && known.get(t.surface)).map((t) => t.position));
    const compounds = new Set(asked.filter((t) => t.part).map((t) => t.position));
    const words = new Map();
    const corrected = [];
    for (const { surface, position, part } of asked) {
      const wholeKnown = knownWholes.has(position);
      if (words.has(surface) || (compounds.has(position) && !part && !wholeKnown)) continue;
      let word = null;
      const exact = known.get(surface);
      if (exact) word = { taken: surface, terms: [{ term: exact.term, factor: 1 }] };
      else {
        const term = await stemAmong(surface);
        if (term) word = { taken: surface, terms: [{ term, factor: 1 }] };
      }
      if (!word && position === last) word = await completed(surface);
      if (!word && corrected.length < meta.is.corrected) {
        word = await nearest(surface);
        if (word) corrected.push([surface, word.taken]);
      }
      const terms = (word ? word.terms : []).concat((joined.get(position) || []).map((term) => ({ term, factor: meta.is.joined })));
      if (terms.length) {
        const taken = word && (await entry(word.taken));
        words.set(surface, { surface, terms, weight: part && wholeKnown ? meta.is.part : 1, frequency: taken ? taken.frequency : 0 });
      }
    }
    const rarest = new Set([...words.values()].sort((a, b) => a.frequency - b.frequency).slice(0, meta.is.scored));
    const stems = wholes.filter((t) => !stopWords.has(t.surface)).map((t) => (known.get(t.surface) || { term: t.surface }).term);
    const title = [...stems.join(" ")].slice(0, meta.is.titleLength).join("");
    return {
      words: [...words.values()].filter((word) => rarest.has(word)),
      title: title && `=${title}`,
      codes: [...new Set(asked.filter((t) => !t.part && /[0-9]/.test(t.surface)).map((t) => `#${t.surface}`))],
      corrected,
    };
  }

  /* ---- The score: as kb/search/ranking.py counts it ---- */

  function* each(line) {
    const numbers = line.split(" ");
    let number = 0;
    for (let n = 0; n < numbers.length; n += 2) {
      number += Number(numbers[n]);
      yield [number, Number(numbers[n + 1])];
    }
  }

  async function rank(asked, limit) {
    const { k1, scale, coverage, perLevel, exactTitle, exactCode } = meta.is;
    const lines = new Map();
    const names = asked.words.flatMap((word) => word.terms.map(({ term }) => term)).concat(asked.codes, asked.title || []);
    await Promise.all(names.map(async (term) => lines.set(term, await postings(term))));
    const totals = new Map();
    const held = new Map();
    const worth = [];
    asked.words.forEach((word, place) => {
      const best = new Map();
      let most = 0;
      for (const { term, factor } of word.terms) {
        const line = lines.get(term);
        if (!line) continue;
        const found = [...each(line)];
        const unit = Math.log(1 + (meta.documents - found.length + 0.5) / (found.length + 0.5)) * factor;
        most = Math.max(most, unit);
        for (const [number, impact] of found) {
          const tenths = impact / scale;
          const score = (unit * (k1 + 1) * tenths) / (k1 + tenths);
          if (score > (best.get(number) || 0)) best.set(number, score);
        }
      }
      worth.push(most * word.weight);
      for (const [number, score] of best) {
        totals.set(number, (totals.get(number) || 0) + score * word.weight);
        held.set(number, (held.get(number) || 0) | (1 << place));
      }
    });
    const everything = worth.reduce((sum, one) => sum + one, 0);
    const numbers = (names) => new Set(names.flatMap((name) => [...each(lines.get(name) || "")].map(([number]) => number)));
    const titled = asked.title && lines.get(asked.title) ? numbers([asked.title]) : new Set();
    const coded = numbers(asked.codes.filter((code) => lines.get(code)));
    const scored = [];
    for (const [number, total] of totals) {
      const share = worth.reduce((sum, one, place) => ((held.get(number) >> place) & 1 ? sum + one : sum), 0) / everything;
      let score = total * (1 + coverage * share) * (1 + perLevel * Number(meta.levels[number]));
      if (titled.has(number)) score *= exactTitle;
      if (coded.has(number)) score *= exactCode;
      scored.push([Math.floor(score * 1e6 + 0.5), number]);
    }
    scored.sort((a, b) => b[0] - a[0] || a[1] - b[1]);
    const top = scored.slice(0, limit);
    const cards = await Promise.all(top.map(([, number]) => shard("docs", Math.floor(number / meta.docsShard))));
    const hits = top.map(([score, number], n) => {
      const [id, title, url, kind, confidence, summary] = cards[n][number % meta.docsShard];
      const matched = asked.words.filter((_, place) => (held.get(number) >> place) & 1);
      return {
        id, title, url, kind, confidence, snippet: summary, score: score / 1e6,
        matched: matched.map((word) => word.surface),
        marks: matched.flatMap((word) => word.terms.map(({ term }) => term)),
      };
    });
    return { hits, found: scored.length };
  }

  async function answer(text, limit, again) {
    try {
      await ready();
      const asked = await plan(String(text));
      return { query: text, corrected: asked.corrected, ...(await rank(asked, limit)) };
    } catch (error) {
      // the site was built again while this page was open: the pieces no longer fit
      if (again) throw error;
      forget();
      return answer(text, limit, true);
    }
  }

  /* ---- The box ---- */

  if (!page) return;

  const KINDS = { article: "Article", guide: "Guide", lesson: "Lesson", page: "Page" };
  const CONFIDENCE = { validated: "Validated", "not-validated": "Not validated yet", wip: "No answer yet" };
  let count = 0;

  function make(tag, attributes, ...children) {
    const element = page.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) element.setAttribute(name, value);
    element.append(...children);
    return element;
  }

  function address(url) {
    const [path, anchor] = url.split("#");
    const file = location.protocol === "file:" && (path === "" || path.endsWith("/")) ? "index.html" : "";
    return new URL(path + file + (anchor ? `#${anchor}` : ""), site || page.baseURI).href;
  }

  /* Text with the query's words marked; only text nodes are made. */
  function marked(text, marks) {
    const pieces = page.createDocumentFragment();
    let end = 0;
    for (const match of text.matchAll(CHUNK)) {
      const words = cut(match[0]);
      if (!words.some((word) => marks.some((term) => word === term || (term.length > 2 && word.startsWith(term) && word.length - term.length < 6)))) continue;
      pieces.append(text.slice(end, match.index), make("mark", {}, match[0]));
      end = match.index + match[0].length;
    }
    pieces.append(text.slice(end));
    return pieces;
  }

  /* One box: an input, a list of results below it, and what is said aloud. */
  function box(holder, { keepsAddress, onClose }) {
    const id = `kb-search-${++count}`;
    const input = make("input", {
      id: `${id}-input`, class: "kb-search__input", type: "search", role: "combobox", placeholder: "What is going wrong?",
      "aria-label": "Search", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": `${id}-list`,
      autocomplete: "off", autocapitalize: "off", spellcheck: "false", maxlength: "4000",
    });
    const list = make("div", { id: `${id}-list`, class: "kb-search__list", role: "listbox", "aria-label": "Results" });
    const note = make("div", { class: "kb-search__note" });
    const status = make("div", { class: "kb-search__status", role: "status", "aria-live": "polite" });
    holder.append(input, note, list, status);
    let active = -1;
    let turn = 0;
    let timer = 0;
    let shown = ""; // the query whose results are listed

    const options = () => [...list.querySelectorAll("[role=option]")];

    function choose(number) {
      const all = options();
      active = all.length ? (number + all.length) % all.length : -1;
      all.forEach((option, n) => option.setAttribute("aria-selected", String(n === active)));
      if (active < 0) input.removeAttribute("aria-activedescendant");
      else {
        input.setAttribute("aria-activedescendant", all[active].id);
        all[active].scrollIntoView({ block: "nearest" });
      }
    }

    function card(hit, number) {
      const chips = make("span", { class: "kb-search__chips" }, make("span", { class: "kb-search__chip" }, KINDS[hit.kind] || hit.kind));
      if (CONFIDENCE[hit.confidence]) chips.append(make("span", { class: `kb-search__chip kb-search__chip--${hit.confidence}` }, CONFIDENCE[hit.confidence]));
      const option = make("a", { id: `${id}-${number}`, class: "kb-search__card", role: "option", "aria-selected": "false", tabindex: "-1", href: address(hit.url) },
        make("span", { class: "kb-search__title" }, marked(hit.title, hit.marks)),
        make("span", { class: "kb-search__summary" }, marked(hit.snippet, hit.marks)), chips);
      option.addEventListener("click", () => onClose && onClose(true));
      return option;
    }

    function nothing(closest) {
      note.replaceChildren(make("p", { class: "kb-search__none" }, "Nothing found. Try other words, or fewer of them."));
      if (meta && meta.contact) note.append(make("p", {}, meta.contact));
      if (closest.length) note.append(make("p", {}, "These are the topics that come closest:"));
    }

    function show({ hits, found, corrected }, closest) {
      list.replaceChildren(...(hits.length ? hits : closest).map(card));
      note.replaceChildren();
      if (!hits.length) nothing(closest);
      else if (corrected.length) {
        const line = make("p", {}, "Showing results for ");
        corrected.forEach(([from, to], n) => line.append(n ? ", " : "", make("strong", {}, to), ` instead of ${from}`));
        note.append(line);
      }
      input.setAttribute("aria-expanded", String(list.childElementCount > 0));
      status.textContent = !hits.length ? "Nothing found." : found === 1 ? "1 result." : `${found} results, the best ${hits.length} are listed.`;
      choose(-1 + (hits.length ? 1 : 0));
    }

    function clear() {
      list.replaceChildren();
      note.replaceChildren();
      status.textContent = "";
      input.setAttribute("aria-expanded", "false");
      choose(-1);
    }

    async function run() {
      const text = input.value.trim();
      const mine = ++turn;
      if (keepsAddress) {
        const url = new URL(location.href);
        if (text) url.searchParams.set("q", text.slice(0, 300));
        else url.searchParams.delete("q");
        if (url.href !== location.href) history.replaceState(history.state, "", url);
      }
      if (!text) {
        shown = "";
        return clear();
      }
      try {
        const found = await answer(text, 10);
        const closest = found.hits.length ? [] : await topics(text);
        if (mine !== turn) return;
        shown = text;
        show(found, closest);
      } catch {
        if (mine !== turn) return;
        clear();
        note.replaceChildren(make("p", { class: "kb-search__none" }, "The search could not be loaded. Check the connection and try again."));
        status.textContent = "The search could not be loaded.";
      }
    }

    /* What comes closest when no word is known: the pages most used. */
    async function topics() {
      const order = [...meta.levels].map((level, number) => [Number(level), number]).sort((a, b) => b[0] - a[0] || a[1] - b[1]);
      return Promise.all(order.slice(0, 3).map(async ([, number]) => {
        const [id, title, url, kind, confidence, snippet] = (await shard("docs", Math.floor(number / meta.docsShard)))[number % meta.docsShard];
        return { id, title, url, kind, confidence, snippet, marks: [] };
      }));
    }

    input.addEventListener("focus", () => { ready().catch(() => {}); }, { once: true });
    input.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(run, 60);
    });
    input.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        choose(active < 0 && event.key === "ArrowUp" ? -1 : active + (event.key === "ArrowDown" ? 1 : -1));
      } else if (event.key === "Enter") {
        event.preventDefault();
        const follow = () => active >= 0 && options()[active].click();
        clearTimeout(timer);
        if (shown === input.value.trim()) follow();
        else run().then(() => shown === input.value.trim() && follow()); // typed faster than answered
      } else if (event.key === "Escape") {
        event.preventDefault();
        if (onClose) onClose(false);
        else {
          input.value = "";
          run();
        }
      }
      event.stopPropagation(); // the theme has shortcuts of its own
    });
    return { input, run };
  }

  let dialog = null;

  function open() {
    const here = page.querySelector("[data-kb-search] input");
    if (here && here.offsetParent !== null && !(dialog && dialog.shown)) {
      here.focus();
      here.select();
      return;
    }
    if (!dialog || !dialog.element.isConnected) {
      const element = make("dialog", { class: "kb-search-dialog", "aria-label": "Search" });
      const holder = make("div", { class: "kb-search kb-search--dialog" });
      const close = make("button", { type: "button", class: "kb-search__close" }, "Close");
      element.append(holder, close);
      page.body.append(element);
      const shut = () => element.open && element.close();
      dialog = { element, shown: false, opener: null, box: box(holder, { keepsAddress: false, onClose: shut }) };
      close.addEventListener("click", shut);
      element.addEventListener("click", (event) => event.target === element && shut());
      element.addEventListener("close", () => {
        dialog.shown = false;
        if (dialog.opener && dialog.opener.isConnected) dialog.opener.focus();
      });
    }
    if (dialog.shown) return;
    dialog.opener = page.activeElement;
    dialog.shown = true;
    dialog.element.showModal();
    dialog.box.input.focus();
    dialog.box.input.select();
  }

  function bind() {
    for (const holder of page.querySelectorAll("[data-kb-search]")) {
      if (holder.dataset.kbSearch === "bound") continue;
      holder.dataset.kbSearch = "bound";
      holder.replaceChildren();
      const { input, run } = box(holder, { keepsAddress: true });
      const asked = new URL(location.href).searchParams.get("q");
      if (asked) {
        input.value = asked.slice(0, 300);
        run();
      }
    }
    const header = page.querySelector(".md-header__inner");
    if (header && !header.querySelector(".kb-search-button")) {
      const button = make("button", { type: "button", class: "kb-search-button", "aria-haspopup": "dialog", title: "Search (/ or Ctrl-K)" }, "Search");
      button.addEventListener("click", open);
      header.append(button);
    }
  }

  page.addEventListener("keydown", (event) => {
    const typing = event.target instanceof Element && event.target.closest("input, textarea, select, [contenteditable=''], [contenteditable=true]");
    const slash = event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey;
    const k = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k";
    if (!slash && !k) return;
    event.preventDefault();
    event.stopPropagation();
    open();
  }, true);

  if (page.readyState === "loading") page.addEventListener("DOMContentLoaded", bind);
  else bind();
  // Material swaps the page's body without loading it again
  if (globalThis.document$ && globalThis.document$.subscribe) globalThis.document$.subscribe(bind);
  else page.addEventListener("DOMContentLoaded", () => globalThis.document$ && globalThis.document$.subscribe && globalThis.document$.subscribe(bind));
})();
