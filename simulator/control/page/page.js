// The control page: shows the phones, updates them, and sends the user's actions.

import { actionButton, element, stopwatch } from "./helpers.js";
import { describeSettings } from "./settings.js";

const CALLERS = [
  ["Front Door", "300"],
  ["Mum", "5550142"],
  ["Dr. Bakker", "5550199"],
  ["Pizza Roma", "5550117"],
];

const TITLES = {
  Dialtone: "Enter a number",
  Setup: "Dialing",
  Proceeding: "Dialing",
  RingBack: "Ringing",
  Offering: "Incoming call",
  Connected: "Connected",
  Hold: "On hold",
  Disconnected: "Busy",
};

const cards = new Map();
const { actions, faults, delivery_faults: deliveryFaults, quirks } = await fetch("/api").then((reply) => reply.json());

let toastTimer;
const toast = (text) => {
  const box = document.getElementById("toast");
  box.textContent = text;
  box.classList.add("shown");
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => box.classList.remove("shown"), 3500);
};

const act = async (mac, action, body = {}) => {
  const reply = await fetch(`/api/phones/${mac}/${action}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  }).catch(() => null);
  if (reply?.ok) update(await reply.json());
  else toast(reply ? (await reply.json()).error : "The simulator does not answer");
};

// One card per phone, because rebuilding it would lose the input focus

class Card {
  constructor(phone) {
    this.mac = phone.mac;
    this.root = document.getElementById("card").content.firstElementChild.cloneNode(true);
    this.root.dataset.form = phone.form;
    this.root.id = phone.mac;
    this.parts = {};
    this.find("h2").textContent = phone.model;
    this.find("h2").append(element("small", { textContent: phone.firmware }));
    const [name, number] = CALLERS[cards.size % CALLERS.length];
    this.find(".ring [name=name]").value = name;
    this.find(".ring [name=number]").value = number;
    for (const key of "123456789*0#") {
      const keyName = { "*": "Star", "#": "Pound" }[key] ?? key;
      const button = element("button", { type: "button", textContent: key });
      button.dataset.key = `Dialpad${keyName}`;
      this.find(".dialpad").append(button);
    }
    for (const [kind, help] of Object.entries(faults)) {
      this.find(".fault select").append(element("option", { value: kind, textContent: help }));
    }
    for (const action of Object.keys(actions)) {
      this.find(".any select").append(element("option", { textContent: action }));
    }
    this.explain();
    this.listen();
  }

  // Show help and arguments of the selected action.
  explain() {
    const { help, arguments: fields } = actions[this.find(".any select").value];
    const takes = Object.entries(fields).map(([name, type]) => `${name} (${type})`);
    this.find(".trouble .hint").textContent = [help, ...takes].join("\n");
  }

  find(selector) {
    return (this.parts[selector] ??= this.root.querySelector(selector));
  }

  act(action, body) {
    return act(this.mac, action, body);
  }

  listen() {
    this.root.addEventListener("click", ({ target }) => {
      const button = target.closest("button");
      if (button?.dataset.key) this.act("press_key", { key: button.dataset.key });
      if (button?.dataset.action) {
        this.act(button.dataset.action, JSON.parse(button.dataset.arguments ?? "{}"));
      }
    });
    const onSubmit = (selector, run) =>
      this.find(selector).addEventListener("submit", (event) => {
        event.preventDefault();
        run(Object.fromEntries(new FormData(event.target)));
      });
    onSubmit(".ring", (fields) => this.act("ring", fields));
    onSubmit(".dial", (fields) => this.act("dial", fields));
    onSubmit(".fault", (fields) => this.act("add_fault", fields));
    onSubmit(".any", (fields) => {
      try {
        this.act(fields.action, JSON.parse(fields.arguments || "{}"));
      } catch {
        toast("The arguments must be a JSON object");
      }
    });
    this.find(".any select").addEventListener("change", () => this.explain());
    this.find(".dial [name=transfer]").addEventListener("click", () => {
      const number = this.find(".dial [name=number]").value;
      if (number) this.act("transfer", { number });
      else this.find(".dial [name=number]").focus();
    });
    this.find(".handset").addEventListener("click", () => this.act("hook", { off: !this.phone.off_hook }));
    this.find(".latency input").addEventListener("change", ({ target }) =>
      this.act("set_latency", { seconds: Number(target.value) }),
    );
  }

  update(phone) {
    this.phone = phone;
    this.skew = phone.now * 1000 - Date.now();
    this.zone = Date.parse(`${phone.clock}Z`) - phone.now * 1000;
    const ringing = phone.calls.some((call) => call.ringing);
    Object.assign(this.root.dataset, {
      power: phone.frozen ? "frozen" : phone.power,
      ringing,
      muted: phone.muted,
      off_hook: phone.off_hook,
      calls: phone.calls.length,
      talking: phone.calls.some((call) => call.state === "Connected"),
    });
    this.find(".address").textContent = phone.url.replace(/^https?:\/\//, "");
    this.find(".address").title = `${phone.url}\n${phone.profile}, MAC ${phone.mac}`;
    this.drawScreen(phone);
    this.drawFar(phone);
    this.drawSwitches(phone);
    this.drawTrouble(phone);
    this.drawTraffic(phone);
    this.tick();
  }

  tick() {
    const now = Date.now() + this.skew;
    const clock = new Date(now + this.zone);
    for (const time of this.root.querySelectorAll(".screen time")) {
      const { since } = time.dataset;
      time.textContent = since
        ? stopwatch(now / 1000 - Number(since))
        : clock.toLocaleTimeString([], { timeZone: "UTC", hour: "2-digit", minute: "2-digit" });
    }
    const date = this.root.querySelector(".view .date");
    if (date) {
      const format = { timeZone: "UTC", weekday: "long", day: "numeric", month: "long" };
      date.textContent = clock.toLocaleDateString([], format);
    }
  }

  drawScreen(phone) {
    const line = phone.lines[0];
    this.find(".who").textContent = line ? line.label : phone.model;
    const icons = { DND: phone.dnd, Muted: phone.muted, "API off": !phone.api_enabled };
    icons[phone.presence] = phone.skype;
    icons.Forwarding = phone.forwarding;
    this.root.dataset.brightness = phone.settings.brightness ?? 3;
    const shown = Object.entries(icons).filter(([, on]) => on);
    this.find(".icons").replaceChildren(
      ...shown.map(([text]) => element("b", { className: text.replace(" ", ""), textContent: text })),
    );
    this.find(".view").replaceChildren(...this.view(phone));
    this.find(".softkeys").replaceChildren(
      ...phone.soft_keys.map((label, index) => {
        const button = element("button", { type: "button", textContent: label });
        button.dataset.key = `SoftKey${index + 1}`;
        return button;
      }),
    );
  }

  view(phone) {
    if (phone.power === "booting") {
      return [element("div", { className: "boot" }, element("i"), "Starting…")];
    }
    if (phone.message) {
      const { title, text, priority } = phone.message;
      const heading = element("strong", { textContent: title || "Message" });
      return [element("div", { className: `message ${priority.toLowerCase()}` }, heading, element("p", { textContent: text }))];
    }
    if (phone.calls.length) return phone.calls.map((call) => this.drawCall(call, phone));
    if (phone.entry) return [element("div", { className: "entry", textContent: phone.entry })];
    const lines = phone.lines.map((line) =>
      element(
        "li",
        { className: line.registered ? "registered" : "lost" },
        element("span", { textContent: line.label }),
        element("span", { textContent: line.registered ? line.extension : "not registered" }),
      ),
    );
    return [
      element("time", { className: "big" }),
      element("div", { className: "date" }),
      element("ul", { className: "lines" }, ...lines),
    ];
  }

  drawCall(call, phone) {
    const state = call.held_by_far && call.state === "Connected" ? "Held by the other party" : TITLES[call.state];
    const head = element("span", { className: "state", textContent: state });
    if (call.connected_at) {
      const time = element("time");
      time.dataset.since = call.connected_at;
      head.append(time);
    }
    const name = call.name || phone.entry || "…";
    const box = element(
      "div",
      { className: `call ${call.state.toLowerCase()}${call.focused ? " focused" : ""}` },
      head,
      element("strong", { textContent: name }),
    );
    const about = [call.number !== name && call.number, call.digits && `keys ${call.digits}`];
    box.append(element("span", { className: "number", textContent: about.filter(Boolean).join(" · ") }));
    return box;
  }

  drawFar(phone) {
    const call = phone.calls.find((each) => each.focused);
    const buttons = [];
    const offer = (...about) => buttons.push(actionButton(...about));
    if (["Proceeding", "RingBack"].includes(call?.state)) {
      offer("Other party: answer", "remote_answer");
      offer("Other party: busy", "remote_refuse");
    }
    if (["Connected", "Hold"].includes(call?.state)) {
      offer(call.held_by_far ? "Other party: resume" : "Other party: hold", "remote_hold", { held: !call.held_by_far });
    }
    if (call && !["Dialtone", "Disconnected"].includes(call.state)) {
      offer(call.state === "Offering" ? "Other party: give up" : "Other party: hang up", "remote_hang_up");
    }
    if (!buttons.length) buttons.push(element("span", { className: "hint", textContent: "No other party" }));
    this.find(".far").replaceChildren(...buttons);
    this.find(".dial [name=transfer]").disabled = !["Connected", "Hold"].includes(call?.state);
  }

  drawSwitches(phone) {
    const chips = [];
    const chip = (text, on, action, body) =>
      chips.push(actionButton(text, action, body, { className: "chip", ariaPressed: on }));
    const powered = phone.power !== "off";
    chip("Power", powered, powered ? "power_off" : "power_on");
    for (const line of phone.lines) {
      const body = { registered: !line.registered, line: line.number };
      chip(`${line.label} registered`, line.registered, "set_registered", body);
    }
    if (phone.has_dnd) chip("Do not disturb", phone.dnd, "set_dnd", { dnd: !phone.dnd });
    if (phone.settings.forward_to) {
      const body = { name: "reg.1.fwdStatus", value: phone.forwarding ? "0" : "1", layer: "local" };
      chip("Forward calls", phone.forwarding, "set_config", body);
    }
    chip("REST API", phone.api_enabled, "set_api", { enabled: !phone.api_enabled });
    chips.push(actionButton("Restart", "restart", {}, { className: "chip" }));
    this.find(".switches").replaceChildren(...chips);
    this.find(".settings").textContent = describeSettings(phone.settings);
  }

  drawTrouble(phone) {
    const slider = this.find(".latency input");
    if (document.activeElement !== slider) slider.value = phone.latency;
    this.find(".latency output").textContent = `${phone.latency} s`;
    const notes = phone.faults.map((fault) => `${faults[fault.kind]}${fault.path && ` on …${fault.path}`}`);
    if (phone.busy_answers) notes.push(`answers 403 to the next ${phone.busy_answers} requests`);
    if (phone.password === "456") notes.push("has the factory default password");
    for (const [kind, every] of Object.entries(phone.delivery_faults)) {
      notes.push(`one in ${every} notifications: ${deliveryFaults[kind]}`);
    }
    if (phone.frozen) notes.push("is frozen until its power is cut");
    if (phone.restart_pending) notes.push("restarts when no call exists");
    const firmware = phone.quirks.map((quirk) => `firmware: ${quirks[quirk]}`);
    this.find(".faults").replaceChildren(...[...notes, ...firmware].map((textContent) => element("li", { textContent })));
    this.find(".trouble").classList.toggle("some", notes.length > 0 || phone.latency > 0);
  }

  drawTraffic(phone) {
    const row = (kind, text, title, result, good) =>
      element(
        "li",
        { title },
        element("b", { textContent: kind }),
        element("span", { textContent: text }),
        element("i", { className: good ? "good" : "bad", textContent: result || "…" }),
      );
    this.find(".requests output").textContent = phone.request_count;
    this.find(".requests ol").replaceChildren(
      ...phone.requests.toReversed().map(({ method, path, status }) =>
        row(method, path.replace("/api/", ""), path, status, status < 400),
      ),
    );
    this.find(".notifications output").textContent = phone.notification_count;
    this.find(".notifications ol").replaceChildren(
      ...phone.notifications.toReversed().map(({ event, detail, url, result }) =>
        row("POST", `${event} ${detail}`.trim(), url, result, /^2|^$/.test(result)),
      ),
    );
    const urls = phone.notification_urls;
    const where = urls.length ? `Sent to ${urls.join(" and ")}` : "apps.telNotification.URL is empty";
    this.find(".notifications .hint").textContent = where;
  }
}

const update = (phone) => {
  let card = cards.get(phone.mac);
  if (!card) {
    card = new Card(phone);
    cards.set(phone.mac, card);
    document.getElementById("phones").append(card.root);
  }
  card.update(phone);
  const phones = [...cards.values()].map((each) => each.phone);
  const calls = phones.filter((each) => each.calls.length).length;
  document.getElementById("summary").textContent =
    `${phones.length} phone${phones.length === 1 ? "" : "s"}, ${calls || "none"} in a call`;
};

for (const phone of await fetch("/api/phones").then((reply) => reply.json())) update(phone);
const events = new EventSource("/events");
const live = (on) => document.getElementById("live").classList.toggle("on", on);
events.onopen = () => live(true);
events.onerror = () => live(false);
events.onmessage = ({ data }) => JSON.parse(data).forEach(update);
setInterval(() => cards.forEach((card) => card.tick()), 1000);
