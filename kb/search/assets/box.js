/*
 * The search box: a dialog on every page, and the places that pages set aside with [data-kb-search].
 *
 * Questions go to the server where one serves this file, and to the engine beside it otherwise. Whatever comes back,
 * and whatever stands in the address, becomes text nodes and attributes of fixed names: never markup.
 */
(() => {
  "use strict";
  const page = typeof document === "undefined" ? null : document;
  const engine = globalThis.kbSearch;
  if (!page || !engine || engine.open) return;

  const PAUSE = 50; // milliseconds from the last key to the question
  const PATIENCE = 1500; // for which a server is waited for
  const APART = 30000; // for which one that failed is left alone
  const REST = 350; // before "nothing found" is told to somebody who may still be typing
  const SHOWN = 10; // results at once
  const VALUES = 6; // of a facet, before "more"
  const KEPT = 8; // recent searches
  const LONGEST = 4000; // characters of a question

  const FACETS = { product: "Product", type: "Type", confidence: "Confidence", language: "Language" };
  const WORDS = new Map(Object.entries({
    faq: "FAQ", howto: "How-to", troubleshooting: "Troubleshooting", "known-error": "Known error", article: "Article",
    guide: "Guide", page: "Page", lesson: "Lesson", bundle: "Archived logs", incident: "Incident",
    validated: "Validated", "not-validated": "Not validated", wip: "Work in progress",
  }));
  const FIELDS = new Map(Object.entries({
    title: "title", also_asked_as: "other wordings", codes: "error codes", issue: "issue", environment: "environment",
    headings: "headings", tags: "tags", ids: "numbers and names", resolution: "resolution", body: "text",
  }));
  const HOW = new Map(Object.entries({
    exact: (asked) => `“${asked}”`,
    form: (asked, found) => `“${asked}”, here as “${found}”`,
    part: (asked, found) => (asked === found ? `“${asked}”, a part of what you typed` : `“${asked}”, a part of “${found}”`),
    begins: (asked, found) => `“${asked}”, the beginning of “${found}”`,
    mistyped: (asked, found) => `“${asked}”, read as “${found}”`,
    joined: (asked, found) => `“${asked}”, written together as “${found}”`,
    split: (asked, found) => `“${asked}”, written apart in “${found}”`,
    synonym: (asked, found) => `“${asked}”, which also goes by “${found}”`,
  }));

  function make(tag, attributes, ...children) {
    const element = page.createElement(tag);
    for (const name in attributes) element.setAttribute(name, attributes[name]);
    element.append(...children);
    return element;
  }

  function button(name, label, pressed, attributes) {
    const made = make("button", { type: "button", class: `kb-search__${name}`, ...attributes }, label);
    made.addEventListener("click", pressed);
    return made;
  }

  const list = (value) => (Array.isArray(value) ? value : []);
  const amount = (number, one) => `${number.toLocaleString("en")} ${one}${number === 1 ? "" : "s"}`;

  /* ---- Addresses: of this site, or none ---- */

  const root = () => engine.site || new URL(".", page.baseURI).href;

  function address(url) {
    try {
      const target = new URL(url, root());
      if (!/^(https?|file):$/.test(target.protocol) || !target.href.startsWith(root())) return "";
      if (target.protocol === "file:" && target.pathname.endsWith("/")) target.pathname += "index.html";
      return target.href;
    } catch {
      return "";
    }
  }

  // only the first page has an empty address; whatever else has one is nowhere to be read
  const addressOf = (item) => (item.url || item.kind === "page" ? address(item.url) : "");

  /* ---- Asking: the server where there is one, else the engine ---- */

  let apart = 0; // until when the server is left alone
  let owed = 0; // since when it owes an answer

  async function served(text, { limit, offset, filters, explain }, signal) {
    const url = new URL("api/search", root());
    url.search = new URLSearchParams([["q", text], ["limit", limit], ["offset", offset], ...pairs(filters), ...(explain ? [["explain", "true"]] : [])]);
    if (url.href.length > 7000) return null; // more than a server takes in one line
    owed = owed || Date.now();
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), Math.max(0, owed + PATIENCE - Date.now()));
    signal.addEventListener("abort", () => stop.abort());
    try {
      const response = await fetch(url, { signal: stop.signal, headers: { accept: "application/json" } });
      const answer = response.status === 200 && (await response.json());
      if (!answer || !Array.isArray(answer.items)) throw new Error(`the server answered ${response.status}`);
      owed = 0;
      return answer;
    } finally {
      clearTimeout(timer);
    }
  }

  async function ask(text, options, signal) {
    if (globalThis.kbServed && Date.now() >= apart) {
      try {
        const answer = await served(text, options, signal);
        if (answer) return answer;
      } catch (error) {
        if (signal.aborted) throw error; // a newer question took its place
        apart = Date.now() + APART;
        owed = 0;
      }
    }
    const answer = await engine.query(text, options);
    const { byWords } = await engine.ready();
    return { ...answer, byWords };
  }

  const pairs = (filters) => Object.keys(FACETS).flatMap((facet) => filters[facet].map((value) => [facet, value]));
  const nowhere = () => ({ product: [], type: [], confidence: [], language: [] });

  /* ---- Recent searches: in this browser only ---- */

  const recent = {
    name: () => `kb-recent ${root()}`,
    read() {
      try {
        return list(JSON.parse(localStorage.getItem(recent.name()))).filter((one) => typeof one === "string" && one).slice(0, KEPT);
      } catch {
        return [];
      }
    },
    keep(text) {
      const told = text.slice(0, 200);
      const others = recent.read().filter((one) => one.toLowerCase() !== told.toLowerCase());
      try {
        localStorage.setItem(recent.name(), JSON.stringify([told, ...others].slice(0, KEPT)));
      } catch { /* a browser may refuse to keep anything */ }
    },
    forget() {
      try {
        localStorage.removeItem(recent.name());
      } catch { /* then there is nothing kept */ }
    },
  };

  /* ---- Words ---- */

  function named(facet, value) {
    if (facet !== "language") return WORDS.get(value) || value;
    try {
      return new Intl.DisplayNames(["en"], { type: "language" }).of(value) || value;
    } catch {
      return value;
    }
  }

  const marked = (parts, text) =>
    list(parts).length ? parts.map(([piece, is]) => (is ? make("mark", {}, `${piece}`) : `${piece}`)) : [text || ""];

  function because(item) {
    const told = list(item.why).map(({ asked, found, how, fields, share }) => {
      const say = HOW.get(how) || HOW.get("exact");
      const places = list(fields).map((name) => FIELDS.get(name) || name).join(", ");
      const line = make("li", {}, say(asked, found), places ? ` – in the ${places}` : "");
      if (share > 0) line.append(" ", make("span", { class: "kb-search__share" }, `${Math.round(share * 100)} %`));
      return line;
    });
    if (!told.length && list(item.matched).length) told.push(make("li", {}, `Words found: ${item.matched.map((word) => `“${word}”`).join(", ")}`));
    for (const bonus of list(item.bonuses)) told.push(make("li", {}, bonus));
    return told.length ? told : [make("li", {}, "It is close to what you typed.")];
  }

  /* ---- One box: an input, filters, results, and what is said aloud ---- */

  let boxes = 0;

  function box(holder, { owns, leave }) {
    const id = `kb-search-${++boxes}`;
    const input = make("input", {
      id: `${id}-input`, class: "kb-search__input", name: "q", type: "search", role: "combobox", placeholder: "What is going wrong?",
      "aria-label": "Search", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": `${id}-list`,
      autocomplete: "off", autocapitalize: "off", spellcheck: "false", enterkeyhint: "search", maxlength: String(LONGEST),
    });
    const wipe = button("wipe", "", () => { input.value = ""; input.focus(); run(); }, { "aria-label": "Empty the box", hidden: "" });
    const form = make("form", { class: "kb-search__form", role: "search" }, input, wipe);
    const narrow = button("narrow", "Filters", () => fold(!folded), { "aria-controls": `${id}-facets`, hidden: "" });
    const facets = make("div", { id: `${id}-facets`, class: "kb-search__facets", role: "group", "aria-label": "Narrow the results" });
    const note = make("div", { class: "kb-search__note" });
    // a button inside an option could not be reached, so the options stand in cards and the list only owns them
    const listbox = make("div", { id: `${id}-list`, role: "listbox", "aria-label": "Results", hidden: "" });
    const cards = make("div", { class: "kb-search__cards" });
    const foot = make("div", { class: "kb-search__foot" });
    const panel = make("div", { class: "kb-search__panel" }, narrow, facets, make("div", { class: "kb-search__main" }, note, listbox, cards, foot));
    const status = make("div", { class: "kb-search__status", role: "status" });
    holder.classList.add("kb-search");
    holder.replaceChildren(form, panel, status);

    let filters = nowhere();
    let wide = new Set(); // facets of which every value is shown
    let folded = true; // only where there is little room
    let options = [];
    let active = -1;
    let asked = ""; // the question, with its filters, that is answered on the page
    let items = [];
    let turn = 0;
    let stop = new AbortController();
    let typing = 0;
    let saying = 0;
    let again = 0; // milliseconds after which search that cannot be reached is tried again
    let visit = true; // whether the next change makes a new entry in the history

    const question = () => input.value.trim();
    const signature = () => JSON.stringify([question(), filters]);

    function say(text) {
      clearTimeout(saying);
      saying = setTimeout(() => { status.textContent = text; }, 400);
    }

    function choose(number) {
      active = number < -1 ? options.length - 1 : number >= options.length ? -1 : number;
      options.forEach((option, n) => option.setAttribute("aria-selected", String(n === active)));
      if (active < 0) return input.removeAttribute("aria-activedescendant");
      input.setAttribute("aria-activedescendant", options[active].id);
      options[active].parentElement.scrollIntoView({ block: "nearest" });
    }

    function own(made, from) {
      const held = options[active] && options[active].href; // a later answer leaves the line chosen
      options = [...options.slice(0, from), ...made];
      listbox.setAttribute("aria-owns", options.map((option) => option.id).join(" "));
      reveal(true);
      choose(held ? options.findIndex((option) => option.href === held) : -1);
    }

    function reveal(open) {
      panel.hidden = !open;
      listbox.hidden = !open || !options.length;
      input.setAttribute("aria-expanded", String(!listbox.hidden));
    }

    function clear() {
      asked = "";
      items = [];
      for (const part of [note, cards, foot, facets]) part.replaceChildren();
      narrow.hidden = true;
      listbox.removeAttribute("aria-owns");
      own([], 0);
    }

    function fold(is) {
      folded = is;
      narrow.setAttribute("aria-expanded", String(!is));
      facets.classList.toggle("kb-search__facets--folded", is);
    }

    /* ---- Cards ---- */

    function card(item, place, explains) {
      const href = addressOf(item);
      const chips = make("span", { class: "kb-search__chips" });
      const chip = (text, kind) => chips.append(make("span", { class: `kb-search__chip${kind}` }, text), " ");
      if (item.type || item.kind) chip(named("type", item.type || item.kind), "");
      if (WORDS.has(item.confidence)) chip(named("confidence", item.confidence), item.confidence === "validated" ? " kb-search__chip--good" : " kb-search__chip--open");
      for (const product of list(item.products).slice(0, 2)) chip(product, "");
      const option = make(href ? "a" : "div", {
        id: `${id}-option-${place}`, class: "kb-search__option", role: "option", "aria-selected": "false",
        ...(href ? { href, tabindex: "-1" } : { "aria-disabled": "true" }),
      }, make("span", { class: "kb-search__title" }, ...marked(item.title_parts, item.title)), " ",
      make("span", { class: "kb-search__snippet" }, ...marked(item.snippet_parts, item.snippet)), " ", chips);
      option.addEventListener("click", (event) => {
        if (!href) return;
        if (question()) recent.keep(question());
        if (!event.ctrlKey && !event.metaKey && !event.shiftKey) leave();
      });
      const made = make("div", { class: `kb-search__card${href ? "" : " kb-search__card--plain"}` }, option);
      if (explains) made.append(...reason(item, place));
      return [made, option];
    }

    function reason(item, place) {
      const text = make("ul", { id: `${id}-why-${place}`, class: "kb-search__reasons", hidden: "" });
      const opener = button("why", "Why this result?", async () => {
        const open = text.hidden;
        text.hidden = !open;
        opener.setAttribute("aria-expanded", String(open));
        if (!open || text.childElementCount) return;
        let told = item;
        try {
          const { items: again } = await ask(question(), { limit: 1, offset: place, filters, explain: true }, new AbortController().signal);
          told = again.find((one) => one.id === item.id) || item;
        } catch { /* then the words it holds have to do */ }
        text.replaceChildren(...because(told));
      }, { "aria-label": `Why this result? ${item.title}`, "aria-expanded": "false", "aria-controls": text.id });
      return [opener, text];
    }

    function show(answer, from) {
      const more = list(answer.items);
      const made = more.map((item, n) => card(item, from + n, true));
      if (from) cards.append(...made.map(([element]) => element));
      else {
        asked = signature();
        items = [];
        cards.replaceChildren(...made.map(([element]) => element));
        note.replaceChildren();
      }
      items = items.concat(more);
      own(made.map(([, option]) => option), from);
      drawFacets(answer);
      drawFoot(answer);
      let corrected = "";
      for (const [from, to] of list(answer.corrected)) corrected += `${corrected ? ", " : ""}${to} instead of ${from}`;
      if (corrected && !from) {
        const line = make("p", {}, "Showing results for ");
        answer.corrected.forEach(([from, to], n) => line.append(n ? ", " : "", make("strong", {}, to), " instead of ", make("s", {}, from)));
        note.append(line);
      }
      if (!items.length) return nothing(answer);
      const shown = items.length < answer.found ? `, ${items.length} are listed` : "";
      say(`${corrected ? `Showing results for ${corrected}. ` : ""}${amount(answer.found, "result")}${shown}.`);
    }

    function nothing(answer) {
      const text = question();
      const narrowed = pairs(filters).length > 0;
      const said = `Nothing found for “${text.length > 80 ? `${text.slice(0, 79)}…` : text}”${narrowed ? " with these filters" : ""}.`;
      const place = make("div", { class: "kb-search__nothing", "data-kb-nothing": text }, make("p", { class: "kb-search__none" }, said));
      if (narrowed) place.append(button("clear", "Clear filters", unfilter));
      else {
        place.append(make("p", {}, "Try other words, or fewer of them: what you saw, the name of the system, the error code."));
        const contact = make("p", { class: "kb-search__contact" });
        place.append(contact);
        engine.ready().then((known) => { contact.textContent = known.contact || ""; }, () => {});
        const whom = address("contact/");
        if (whom) place.append(make("p", {}, make("a", { href: whom }, "Whom to call")));
      }
      note.append(place);
      const closest = list(answer.closest).map((item, n) => card(item, n, false));
      if (closest.length && !narrowed) {
        note.append(make("p", { class: "kb-search__heading" }, "What others needed most"));
        cards.append(...closest.map(([element]) => element));
        own(closest.map(([, option]) => option), 0);
      }
      say(`${said}${options.length ? ` ${amount(options.length, "other topic")} listed.` : ""}`);
      if (!narrowed) place.dispatchEvent(new CustomEvent("kb-search-nothing", { bubbles: true, detail: { query: text } }));
    }

    function drawFoot(answer) {
      const had = foot.contains(page.activeElement);
      foot.replaceChildren();
      if (items.length && items.length < answer.found) {
        const left = Math.min(SHOWN, answer.found - items.length);
        const next = button("more", `Show ${left} more of ${answer.found.toLocaleString("en")}`, () => run(items.length));
        foot.append(next);
        if (had) next.focus({ preventScroll: true });
      } else if (had) input.focus({ preventScroll: true });
      if (answer.byWords) foot.append(make("p", { class: "kb-search__words" }, "Searched by words, not by meaning."));
      if (items.length && !owns) {
        const href = address("find/");
        if (href) foot.append(make("a", { class: "kb-search__page", href: `${href}?${new URLSearchParams(state())}` }, "Open as a page"));
      }
    }

    /* ---- Filters ---- */

    function drawFacets(answer) {
      const focused = page.activeElement;
      const had = facets.contains(focused) ? [focused.getAttribute("data-facet"), focused.getAttribute("data-value")] : null;
      const picked = pairs(filters).length;
      facets.replaceChildren();
      for (const [facet, title] of Object.entries(FACETS)) {
        const counts = new Map(list(answer.facets && answer.facets[facet]));
        for (const value of filters[facet]) if (!counts.has(value)) counts.set(value, 0);
        const values = [...counts];
        const told = filters[facet].length || values.length > 1 || (facet !== "language" && values.some(([, count]) => count < answer.found));
        if (values.length && told) facets.append(drawFacet(facet, title, values));
      }
      if (picked && answer.found) facets.append(button("clear", "Clear filters", unfilter));
      narrow.hidden = !facets.childElementCount;
      narrow.replaceChildren(picked ? `Filters (${picked})` : "Filters");
      if (had) ([...facets.querySelectorAll("button")].find((one) => one.getAttribute("data-facet") === had[0] && one.getAttribute("data-value") === had[1]) || input).focus({ preventScroll: true });
    }

    function drawFacet(facet, title, values) {
      const all = wide.has(facet) || values.length <= VALUES + 1;
      const shown = all ? values : values.filter(([value], n) => n < VALUES || filters[facet].includes(value));
      const chips = make("div", { class: "kb-search__values" });
      const group = make("div", { class: "kb-search__facet", role: "group", "aria-labelledby": `${id}-${facet}` }, make("span", { id: `${id}-${facet}`, class: "kb-search__heading" }, title), chips);
      for (const [value, count] of shown) {
        const number = make("span", { class: "kb-search__count" }, String(count));
        const chip = button("filter", "", () => pick(facet, value), { "aria-pressed": String(filters[facet].includes(value)), "data-facet": facet, "data-value": value });
        chip.append(named(facet, value), " ", number);
        chips.append(chip);
      }
      if (shown.length < values.length) {
        chips.append(button("others", `${values.length - shown.length} more`, () => {
          wide.add(facet);
          const rest = drawFacet(facet, title, values);
          group.replaceWith(rest);
          rest.querySelectorAll("button")[VALUES].focus();
        }, { "aria-label": `${values.length - shown.length} more: ${title}` }));
      }
      return group;
    }

    function pick(facet, value) {
      const others = filters[facet].filter((one) => one !== value);
      filters = { ...filters, [facet]: others.length < filters[facet].length ? others : [...others, value] };
      visit = true;
      run();
    }

    function unfilter() {
      filters = nowhere();
      visit = true;
      input.focus();
      run();
    }

    /* ---- The address, where the box has a page ---- */

    const state = () => (question() ? [["q", question().slice(0, 2000)], ...pairs(filters)] : []);

    function writeAddress() {
      const url = new URL(location.href);
      const told = ["q", ...Object.keys(FACETS)].flatMap((name) => url.searchParams.getAll(name).map((value) => [name, value]));
      if (!owns || `${told}` === `${state()}`) return;
      for (const [name] of told) url.searchParams.delete(name);
      for (const [name, value] of state()) url.searchParams.append(name, value);
      try {
        history[visit ? "pushState" : "replaceState"](history.state, "", url);
      } catch { /* a browser may count changes and refuse */ }
      visit = false;
    }

    function readAddress() {
      const told = new URL(location.href).searchParams;
      input.value = (told.get("q") || "").slice(0, LONGEST);
      for (const facet in FACETS) filters[facet] = [...new Set(told.getAll(facet))].slice(0, 20).map((value) => value.slice(0, 200));
    }

    /* ---- Asking and answering ---- */

    /* The empty box offers what was looked for before. */
    function rest() {
      clear();
      say("");
      const kept = page.activeElement === input ? recent.read() : [];
      if (!kept.length) return;
      const made = kept.map((text, n) => {
        const option = make("div", { id: `${id}-option-${n}`, class: "kb-search__option kb-search__recent", role: "option", "aria-selected": "false" }, text);
        option.addEventListener("click", () => { input.value = text; input.focus(); run(); });
        return option;
      });
      const forget = button("forget", "Forget them", () => { recent.forget(); input.focus(); rest(); });
      note.append(make("p", { class: "kb-search__heading" }, "Recent searches"), forget);
      cards.append(...made.map((option) => make("div", { class: "kb-search__card kb-search__card--recent" }, option)));
      own(made, 0);
    }

    /* Gives whether what is typed now is answered on the page. */
    async function run(from = 0, typed = false) {
      clearTimeout(typing);
      const mine = ++turn;
      const current = () => mine === turn;
      const text = question();
      stop.abort();
      stop = new AbortController();
      wipe.hidden = !input.value;
      if (!from) writeAddress();
      if (!text) {
        owed = 0;
        filters = nowhere();
        rest();
        return false;
      }
      const slow = setTimeout(() => current() && holder.classList.add("kb-search--busy"), 200);
      try {
        const answer = await ask(text, { limit: SHOWN, offset: from, filters, explain: false }, stop.signal);
        if (!current()) return false;
        if (!answer.items.length && typed) {
          await new Promise((done) => setTimeout(done, REST));
          if (!current()) return false;
          if (text.length < 3) return clear(); // hardly a word yet
        }
        const began = performance.now();
        show(answer, from);
        requestAnimationFrame(() => setTimeout(() => { // the picture is drawn between these two
          performance.clearMeasures("kb-search-shown");
          performance.measure("kb-search-shown", { start: began });
        }));
        return true;
      } catch {
        if (!current()) return false;
        if (!note.querySelector(".kb-search__again")) {
          clear();
          note.append(make("p", { class: "kb-search__none" }, "Search cannot be reached just now."), make("p", {}, "Check the connection; what you typed is kept."), button("again", "Try again", () => { input.focus(); run(); }));
          say("Search cannot be reached just now.");
          again = 1000;
        }
        again = Math.min(60000, 2 * again);
        typing = setTimeout(run, again);
        return false;
      } finally {
        clearTimeout(slow);
        if (current()) holder.classList.remove("kb-search--busy");
      }
    }

    /* Enter takes the chosen result, or the first one. */
    async function enter(apartFrom) {
      const wanted = signature();
      if (active < 0 && asked !== wanted && !(await run())) return;
      if (asked !== wanted && active < 0) return;
      if (question()) recent.keep(question());
      const option = options[Math.max(0, active)];
      if (!option || (active < 0 && !items.length)) return;
      if (apartFrom && option.href) open(option.href, "_blank", "noopener");
      else option.click();
    }

    form.addEventListener("submit", (event) => event.preventDefault());
    input.addEventListener("focus", () => {
      visit = true;
      engine.ready().catch(() => {});
      if (!question()) rest();
      else if (panel.hidden) reveal(true);
    });
    input.addEventListener("input", () => {
      clearTimeout(typing);
      wipe.hidden = !input.value;
      choose(-1);
      typing = setTimeout(() => run(0, true), PAUSE);
    });
    input.addEventListener("keydown", (event) => {
      if (event.isComposing || event.altKey) return;
      const { key } = event;
      if (key === "ArrowDown" || key === "ArrowUp") {
        if (panel.hidden) reveal(true);
        if (options.length) choose(active + (key === "ArrowDown" ? 1 : -1));
      } else if (key === "Enter") enter(event.ctrlKey || event.metaKey);
      else if (key === "Escape") {
        if (!owns) leave();
        else if (!panel.hidden && options.length) reveal(false);
        else {
          input.value = "";
          run();
        }
      } else return;
      event.preventDefault();
    });
    // the theme has shortcuts of its own, which are not meant for somebody who types
    holder.addEventListener("keydown", (event) => event.stopPropagation());
    // recent searches leave with the reader; pressing one of them is no leaving
    cards.addEventListener("mousedown", (event) => question() || event.preventDefault());
    holder.addEventListener("focusout", ({ relatedTarget }) => question() || holder.contains(relatedTarget) || clear());
    globalThis.addEventListener("online", () => holder.isConnected && note.querySelector(".kb-search__again") && run());
    if (owns) {
      globalThis.addEventListener("popstate", () => {
        if (!holder.isConnected) return;
        const before = signature();
        readAddress();
        visit = true;
        if (signature() !== before) run();
      });
    }
    fold(true);
    return { input, run, rest, readAddress };
  }

  /* ---- Where boxes stand ---- */

  let dialog = null;

  function makeDialog() {
    const element = make("dialog", { class: "kb-search-dialog", "aria-label": "Search" });
    const holder = make("div", { class: "kb-search kb-search--dialog" });
    const shut = () => element.open && element.close();
    let opener = null;
    const made = {
      element,
      box: box(holder, { owns: false, leave: shut }),
      open() {
        if (element.open) return made.box.input.select();
        opener = page.activeElement;
        element.showModal();
        made.box.input.focus();
        made.box.input.select();
      },
    };
    holder.firstChild.append(button("close", "Close", shut));
    element.append(holder);
    element.addEventListener("click", (event) => event.target === element && shut());
    element.addEventListener("close", () => opener && opener.isConnected && opener.focus({ preventScroll: true }));
    page.body.append(element);
    return made;
  }

  /* Open the dialog; also for others to call. */
  engine.open = () => {
    if (!dialog || !dialog.element.isConnected) dialog = makeDialog();
    dialog.open();
  };

  /* The words of an address that leads nowhere: its last part, without ids and endings. */
  function wordsOf(path) {
    const part = path.split("/").filter((each) => each && !/^index\.html?$/.test(each)).pop() || "";
    let text = part;
    try {
      text = decodeURIComponent(part);
    } catch { /* not every address can be read */ }
    return text.replace(/\.(html?|md|php|aspx?)$/i, "").replace(/\bkb-[0-9a-f]{8}\b/gi, "").replace(/[^\p{L}\p{N}]+/gu, " ").trim().slice(0, 200);
  }

  /* From a disk the address of a folder shows the files in it. */
  function leadToFiles() {
    for (const link of location.protocol === "file:" ? page.links : []) {
      if (link.pathname.endsWith("/") && link.href.startsWith(root())) link.pathname += "index.html";
    }
  }

  function bind() {
    leadToFiles();
    for (const holder of page.querySelectorAll("[data-kb-search]")) {
      if (holder.dataset.kbSearch === "bound") continue;
      const lost = holder.dataset.kbSearch === "lost";
      holder.dataset.kbSearch = "bound";
      const plain = holder.querySelector("input"); // somebody may have typed before this script came
      const typed = plain ? plain.value : "";
      const focused = plain && plain === page.activeElement;
      const found = holder.querySelector(":scope > .kb-found"); // a server's results stay until there are others
      const { input, run, readAddress } = box(holder, { owns: true, leave() {} });
      readAddress();
      if (!input.value) input.value = typed;
      if (lost && !input.value) {
        input.value = wordsOf(location.pathname);
        apart = Date.now() + PATIENCE; // nobody asked this, so the server need not keep it as a gap
      }
      if (input.value) {
        if (found) holder.append(found);
        run().finally(() => found && found.remove());
      }
      if (focused) input.focus();
    }
    const header = page.querySelector(".md-header__inner");
    if (header && !header.querySelector(".kb-search-button")) {
      const opener = make("button", { type: "button", class: "kb-search-button", "aria-haspopup": "dialog", "aria-keyshortcuts": "/ Control+K Meta+K", title: "Search (/ or Ctrl-K)" },
        make("span", {}, "Search"), make("kbd", { "aria-hidden": "true" }, "/"));
      opener.addEventListener("click", engine.open);
      header.append(opener);
    }
  }

  page.addEventListener("keydown", (event) => {
    const typing = event.target instanceof Element && event.target.closest("input, textarea, select, [contenteditable=''], [contenteditable=true]");
    const slash = event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey;
    const k = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k";
    if (!slash && !k) return;
    event.preventDefault();
    event.stopPropagation();
    engine.open();
  }, true);

  if (page.readyState === "loading") page.addEventListener("DOMContentLoaded", bind);
  else bind();
  // Material swaps the page's body without loading it again
  const swaps = () => globalThis.document$ && globalThis.document$.subscribe && globalThis.document$.subscribe(bind);
  if (!swaps()) page.addEventListener("DOMContentLoaded", swaps);
})();
