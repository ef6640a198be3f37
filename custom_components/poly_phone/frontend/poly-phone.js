/*
 * Poly Phone on dashboards: a card, a feature for tiles, and a dashboard of all phones.
 *
 * Plain custom elements without a build, a framework or other files. From top to bottom: texts,
 * helpers, the phone, buttons and panels, the elements, and their registration.
 */

const DOMAIN = "poly_phone";
const CARD = "poly-phone-card";
const FEATURE = "poly-phone-call-feature";
const STRATEGY = "poly-phone";

// ---------------------------------------------------------------------------- Texts

const LANGUAGES = ["en", "de", "fr", "es", "nl", "it"];

/** The texts in the order of LANGUAGES. Home Assistant translates states and names of entities.
 *  Soft hyphens (\u00AD) divide words that are too long for the label of a button. */
const TEXTS = {
  answer: ["Answer", "Annehmen", "Répondre", "Contestar", "Opnemen", "Rispondi"],
  reject: ["Reject", "Ablehnen", "Refuser", "Rechazar", "Weigeren", "Rifiuta"],
  end_call: ["Hang up", "Auflegen", "Rac\u00ADcrocher", "Colgar", "Ophangen", "Riag\u00ADgancia"],
  mute: ["Mute", "Stumm", "Muet", "Silenciar", "Dempen", "Muto"],
  do_not_disturb: [
    "Do not disturb", "Bitte nicht stören", "Ne pas déranger", "No molestar", "Niet storen", "Non disturbare",
  ],
  hold: ["Hold", "Halten", "Attente", "Retener", "Wacht\u00ADstand", "Attesa"],
  resume: ["Resume", "Fort\u00ADsetzen", "Reprendre", "Reanudar", "Hervatten", "Riprendi"],
  keypad: ["Keypad", "Tasten", "Clavier", "Teclado", "Toetsen", "Tastiera"],
  transfer: [
    "Transfer", "Weiter\u00ADverbinden", "Trans\u00ADférer", "Trans\u00ADferir", "Door\u00ADverbinden",
    "Trasfe\u00ADrisci",
  ],
  contacts: ["Contacts", "Kontakte", "Contacts", "Contactos", "Contacten", "Contatti"],
  recent: ["Recent", "Anrufliste", "Récents", "Recientes", "Recent", "Recenti"],
  dial: ["Call", "Anrufen", "Appeler", "Llamar", "Bellen", "Chiama"],
  erase: ["Delete digit", "Ziffer löschen", "Effacer le chiffre", "Borrar dígito", "Cijfer wissen", "Cancella cifra"],
  close: ["Close", "Schließen", "Fermer", "Cerrar", "Sluiten", "Chiudi"],
  number: ["Name or number", "Name oder Nummer", "Nom ou numéro", "Nombre o número", "Naam of nummer", "Nome o numero"],
  digits: [
    "Sent digits", "Gesendete Ziffern", "Chiffres envoyés", "Dígitos enviados", "Verzonden cijfers", "Cifre inviate",
  ],
  transfer_to: [
    "Transfer {party} to", "{party} weiterverbinden an", "Transférer {party} vers", "Transferir {party} a",
    "{party} doorverbinden met", "Trasferisci {party} a",
  ],
  all: ["All", "Alle", "Tous", "Todas", "Alle", "Tutte"],
  missed: ["Missed", "Verpasst", "Manqués", "Perdidas", "Gemist", "Perse"],
  received: ["Received", "Angenommen", "Reçu", "Recibida", "Ontvangen", "Ricevuta"],
  placed: ["Placed", "Gewählt", "Émis", "Realizada", "Gebeld", "Effettuata"],
  mark_seen: [
    "Mark as seen", "Als gesehen markieren", "Marquer comme vus", "Marcar como vistas", "Als gezien markeren",
    "Segna come viste",
  ],
  no_calls: ["No calls", "Keine Anrufe", "Aucun appel", "Ninguna llamada", "Geen oproepen", "Nessuna chiamata"],
  no_contacts: [
    "No contacts yet. Add them to a phone under Settings > Devices & services > Poly Phone.",
    "Noch keine Kontakte. Füge sie unter Einstellungen > Geräte & Dienste > Poly Phone zu einem Telefon hinzu.",
    "Pas encore de contacts. Ajoutez-les à un téléphone sous Paramètres > Appareils et services > Poly Phone.",
    "Aún no hay contactos. Añádelos a un teléfono en Configuración > Dispositivos y servicios > Poly Phone.",
    "Nog geen contacten. Voeg ze aan een telefoon toe via Instellingen > Apparaten en diensten > Poly Phone.",
    "Ancora nessun contatto. Aggiungili a un telefono in Impostazioni > Dispositivi e servizi > Poly Phone.",
  ],
  unknown_party: ["Unknown", "Unbekannt", "Inconnu", "Desconocido", "Onbekend", "Sconosciuto"],
  incoming: [
    "Incoming call from {party}", "Anruf von {party}", "Appel de {party}", "Llamada de {party}", "Oproep van {party}",
    "Chiamata da {party}",
  ],
  offline: ["Offline", "Offline", "Hors ligne", "Sin conexión", "Offline", "Non in linea"],
  unreachable: [
    "Home Assistant cannot reach the phone.", "Home Assistant kann das Telefon nicht erreichen.",
    "Home Assistant ne peut pas joindre le téléphone.", "Home Assistant no puede conectar con el teléfono.",
    "Home Assistant kan de telefoon niet bereiken.", "Home Assistant non riesce a raggiungere il telefono.",
  ],
  line_lost: [
    "{line} is not registered.", "{line} ist nicht angemeldet.", "{line} n’est pas enregistrée.",
    "{line} no está registrada.", "{line} is niet aangemeld.", "{line} non è registrata.",
  ],
  connection_lost: [
    "The connection to Home Assistant was lost. Try again.",
    "Die Verbindung zu Home Assistant ging verloren. Versuche es noch einmal.",
    "La connexion à Home Assistant a été perdue. Réessayez.",
    "Se perdió la conexión con Home Assistant. Inténtalo de nuevo.",
    "De verbinding met Home Assistant is verbroken. Probeer het opnieuw.",
    "La connessione a Home Assistant è stata interrotta. Riprova.",
  ],
  no_phone: [
    "Select a phone in the settings of this card.", "Wähle in den Einstellungen dieser Karte ein Telefon.",
    "Sélectionnez un téléphone dans les réglages de cette carte.",
    "Selecciona un teléfono en los ajustes de esta tarjeta.",
    "Selecteer een telefoon in de instellingen van deze kaart.",
    "Seleziona un telefono nelle impostazioni di questa scheda.",
  ],
  device_id: ["Phone", "Telefon", "Téléphone", "Teléfono", "Telefoon", "Telefono"],
  name: ["Name", "Name", "Nom", "Nombre", "Naam", "Nome"],
  panel: [
    "Show when there is no call", "Ohne Anruf anzeigen", "Afficher sans appel", "Mostrar sin llamada",
    "Tonen zonder gesprek", "Mostra senza chiamata",
  ],
  none: ["Nothing", "Nichts", "Rien", "Nada", "Niets", "Niente"],
  card_name: ["Phone", "Telefon", "Téléphone", "Teléfono", "Telefoon", "Telefono"],
  card_description: [
    "Answer, dial, hold and transfer calls on a Poly phone.",
    "Anrufe auf einem Poly-Telefon annehmen, wählen, halten und weiterverbinden.",
    "Répondre, appeler, mettre en attente et transférer avec un téléphone Poly.",
    "Contesta, llama, retén y transfiere llamadas en un teléfono Poly.",
    "Opnemen, bellen, in de wacht zetten en doorverbinden met een Poly-telefoon.",
    "Rispondi, chiama, metti in attesa e trasferisci con un telefono Poly.",
  ],
  feature_name: [
    "Call buttons", "Anruftasten", "Boutons d’appel", "Botones de llamada", "Oproepknoppen", "Pulsanti di chiamata",
  ],
  phones: ["Phones", "Telefone", "Téléphones", "Teléfonos", "Telefoons", "Telefoni"],
  strategy_description: [
    "All Poly phones by area. Offline and ringing phones come first.",
    "Alle Poly-Telefone nach Bereich. Nicht erreichbare und klingelnde Telefone stehen vorn.",
    "Tous les téléphones Poly par pièce. Les téléphones hors ligne ou qui sonnent viennent en premier.",
    "Todos los teléfonos Poly por área. Los teléfonos sin conexión o que suenan aparecen primero.",
    "Alle Poly-telefoons per ruimte. Telefoons die offline zijn of overgaan, staan vooraan.",
    "Tutti i telefoni Poly per area. I telefoni non in linea o che squillano vengono prima.",
  ],
  attention: [
    "Offline or ringing", "Offline oder klingelt", "Hors ligne ou sonne", "Sin conexión o sonando",
    "Offline of gaat over", "Non in linea o squilla",
  ],
  no_area: ["No area", "Ohne Bereich", "Sans pièce", "Sin área", "Zonder ruimte", "Senza area"],
  no_phones: [
    "No phones yet. Add one under Settings > Devices & services.",
    "Noch keine Telefone. Füge eines unter Einstellungen > Geräte & Dienste hinzu.",
    "Pas encore de téléphones. Ajoutez-en un sous Paramètres > Appareils et services.",
    "Aún no hay teléfonos. Añade uno en Configuración > Dispositivos y servicios.",
    "Nog geen telefoons. Voeg er een toe via Instellingen > Apparaten en diensten.",
    "Ancora nessun telefono. Aggiungine uno in Impostazioni > Dispositivi e servizi.",
  ],
};

/** Returns a text in a language; without one, in the language of the page. */
function translate(key, values = {}, language = document.documentElement.lang) {
  const column = Math.max(LANGUAGES.indexOf(language.split("-")[0]), 0);
  return TEXTS[key][column].replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

// ---------------------------------------------------------------------------- Helpers

class Html extends String {}

function escape(value) {
  if (value instanceof Html) return value;
  if (Array.isArray(value)) return value.map(escape).join("");
  return value == null || value === false ? "" : `${value}`.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}

/** Returns the HTML of a template. It escapes every value that is not HTML of this function. */
function html(parts, ...values) {
  const tight = parts.map((part) => part.replace(/\n\s*(?=<|$)/g, "").replace(/\n\s*/g, " "));
  return new Html(String.raw({ raw: tight }, ...values.map(escape)));
}

/** Changes a node to match another one. Equal parts stay, so that focus and scrolling stay too.
 *  Siblings that come and go need different values of `data-key`. */
function patch(node, wanted) {
  const isSame = (one, other) => one.nodeName === other.nodeName && one.dataset?.key === other.dataset?.key;
  let next = node.firstChild;
  for (const child of [...wanted.childNodes]) {
    let found = next;
    while (found && !isSame(found, child)) found = found.nextSibling;
    if (!found) {
      node.insertBefore(child, next);
      continue;
    }
    while (next !== found) next = remove(next);
    next = found.nextSibling;
    if (found.nodeType === Node.TEXT_NODE) {
      if (found.data !== child.data) found.data = child.data;
      continue;
    }
    for (const { name } of [...found.attributes]) {
      if (!child.hasAttribute(name)) found.removeAttribute(name);
    }
    for (const { name, value } of child.attributes) {
      if (found.getAttribute(name) !== value) found.setAttribute(name, value);
    }
    patch(found, child);
  }
  while (next) next = remove(next);
}

/** Removes a node and returns the one after it. */
function remove(node) {
  const next = node.nextSibling;
  node.remove();
  return next;
}

/** Returns a duration as a telephone shows it. */
function clock(seconds) {
  const parts = [Math.floor(seconds / 60) % 60, Math.floor(seconds) % 60];
  if (seconds >= 3600) parts.unshift(Math.floor(seconds / 3600));
  return parts.map((part, i) => (i ? `${part}`.padStart(2, "0") : part)).join(":");
}

/** Returns an attribute with the value true or false, or nothing if the value is undefined. */
const flag = (name, value) => value !== undefined && html` ${name}="${`${value}`}"`;

const since = (time) => clock(Math.max(0, (Date.now() - Date.parse(time)) / 1000));

/** Returns a time in the user's format, without the date if it is today. */
function moment(hass, time) {
  const { language, time_zone, time_format } = hass.locale;
  const base = {
    timeZone: time_zone === "server" ? hass.config.time_zone : undefined,
    // Not `hour12: false`, which shows midnight as 24:00 in some languages.
    hourCycle: { 12: "h12", 24: "h23" }[time_format],
  };
  const day = new Intl.DateTimeFormat(language, { ...base, dateStyle: "medium" });
  const date = new Date(time);
  const isToday = day.format(date) === day.format(new Date());
  const parts = isToday ? { timeStyle: "short" } : { dateStyle: "medium", timeStyle: "short" };
  return new Intl.DateTimeFormat(language, { ...base, ...parts }).format(date);
}

/** Returns the reason why a command failed, in the user's language. */
async function reason(hass, error) {
  if (error?.translation_key) {
    const { translation_domain: domain, translation_key: key, translation_placeholders: values } = error;
    const localize = await hass.loadBackendTranslation("exceptions", domain);
    const text = localize(`component.${domain}.exceptions.${key}.message`, values);
    if (text) return text;
  }
  return error?.message || translate("connection_lost", {}, hass.language);
}

function fire(element, type, detail) {
  element.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
}

// ---------------------------------------------------------------------------- The phone

const indexes = new WeakMap();

/** Returns the enabled entities of all phones, by device. */
function index(hass) {
  if (!indexes.has(hass.entities)) {
    const found = new Map();
    for (const { platform, device_id, translation_key, entity_id } of Object.values(hass.entities)) {
      if (platform !== DOMAIN || !device_id) continue;
      if (!found.has(device_id)) found.set(device_id, { entities: {}, lines: [] });
      const { entities, lines } = found.get(device_id);
      if (translation_key === "line") lines.push(entity_id);
      else entities[translation_key] = entity_id;
    }
    indexes.set(hass.entities, found);
  }
  return indexes.get(hass.entities);
}

/** A phone in one state of Home Assistant. */
class Phone {
  constructor(hass, deviceId) {
    this.hass = hass;
    this.deviceId = deviceId;
    this.device = hass.devices[deviceId];
    Object.assign(this, index(hass).get(deviceId) ?? { entities: {}, lines: [] });
  }

  static all(hass) {
    return [...index(hass).keys()].map((deviceId) => new Phone(hass, deviceId)).filter((phone) => phone.device);
  }

  get name() {
    return this.device.name_by_user || this.device.name;
  }

  get states() {
    return [...Object.values(this.entities), ...this.lines].map((id) => this.hass.states[id]);
  }

  get isOffline() {
    const states = this.states.filter(Boolean);
    return states.length > 0 && states.every(({ state }) => state === "unavailable");
  }

  /** The number of the first registered line, if the line has an address. */
  get number() {
    const line = this.lines.map((id) => this.hass.states[id]).find((state) => state?.state === "on");
    return line?.attributes.address?.replace(/^sips?:/, "").split("@")[0];
  }

  has(key) {
    return key in this.entities;
  }

  /** Phones that only report do not disturb have a binary sensor for it. */
  get canSetDoNotDisturb() {
    return this.has("do_not_disturb") && this.entities.do_not_disturb.startsWith("switch.");
  }

  entity(key) {
    return this.hass.states[this.entities[key]];
  }

  is(key, state) {
    return this.entity(key)?.state === state;
  }

  /** Returns a state of the phone, or of one of its calls, in the user's language. */
  format(key, state) {
    const entity = this.entity(key);
    return entity ? this.hass.formatEntityState(entity, state) : "";
  }

  /** Runs an action of the integration. */
  act(action, data = {}) {
    return this.hass.callService(DOMAIN, action, data, { device_id: this.deviceId }, false);
  }

  /** Runs an action on one of its entities. */
  use(key, action) {
    const entity_id = this.entities[key];
    return this.hass.callService(entity_id.split(".")[0], action, {}, { entity_id }, false);
  }
}

/** A subscription to data of a phone. */
class Feed {
  constructor(topic, changed) {
    this.topic = topic;
    this.changed = changed;
  }

  /** Subscribes. A later call tries a refused subscription again, because pages reconnect before
   *  the integration is ready when Home Assistant restarts. */
  open(phone) {
    if (this.opened) return;
    const message = { type: `${DOMAIN}/${this.topic}`, device_id: phone.deviceId };
    const receive = (event) => {
      this.value = event[this.topic];
      this.changed();
    };
    const opened = phone.hass.connection.subscribeMessage(receive, message, { resubscribe: false });
    this.opened = opened;
    opened.then(
      () => (this.refusal = undefined),
      async (error) => {
        if (this.opened === opened) this.opened = undefined;
        if (error?.code !== "unauthorized" || this.refusal) return;
        this.refusal = await reason(phone.hass, error);
        this.changed();
      },
    );
  }

  close() {
    this.opened?.then((stop) => stop()).catch(() => {});
    this.opened = undefined;
  }
}

// ---------------------------------------------------------------------------- Buttons and panels

/** Icon and color of each state of a phone. */
const LOOKS = {
  idle: { icon: "mdi:phone-classic", tone: "calm" },
  off_hook: { icon: "mdi:phone", tone: "accent" },
  dialing: { icon: "mdi:phone-outgoing", tone: "accent" },
  ringing: { icon: "mdi:phone-ring", tone: "warn" },
  connected: { icon: "mdi:phone-in-talk", tone: "good" },
  on_hold: { icon: "mdi:phone-paused", tone: "accent" },
  offline: { icon: "mdi:phone-off", tone: "bad" },
  unknown: { icon: "mdi:phone-alert", tone: "calm" },
};

/** The states of a phone in use. */
const BUSY = ["off_hook", "dialing", "connected", "on_hold"];

/** The buttons of a call, with the states of the call and the entity that they need.
 *  A phone that cannot end calls accepts no other commands for calls either. */
const CALL_BUTTONS = [
  { key: "reject", icon: "mdi:phone-hangup", tone: "bad", states: ["ringing"], needs: "reject" },
  { key: "answer", icon: "mdi:phone", tone: "good", states: ["ringing"], needs: "answer" },
  { key: "mute", icon: "mdi:microphone-off", states: ["connected"], needs: "mute", pressed: isMuted, run: toggleMute },
  { key: "hold", icon: "mdi:pause", states: ["connected"], needs: "hold" },
  { key: "resume", icon: "mdi:play", states: ["on_hold"], needs: "hold" },
  { key: "keypad", icon: "mdi:dialpad", states: ["connected"], needs: "end_call", opens: true },
  { key: "transfer", icon: "mdi:phone-forward", states: ["connected", "on_hold"], needs: "end_call", opens: true },
  { key: "end_call", icon: "mdi:phone-hangup", tone: "bad", states: [...BUSY, null], needs: "end_call", run: hangUp },
];

function isMuted(phone) {
  return phone.is("mute", "on");
}

function toggleMute(phone) {
  return phone.use("mute", isMuted(phone) ? "turn_off" : "turn_on");
}

function toggleDoNotDisturb(phone) {
  return phone.use("do_not_disturb", phone.is("do_not_disturb", "on") ? "turn_off" : "turn_on");
}

/** Ends a call. Phones refuse to end a held one, so resume it first, and the connected one afterwards. */
async function hangUp(phone, { call_id, state }, calls) {
  if (state !== "on_hold") return phone.act("end_call", { call_id });
  const connected = calls.find((call) => call.state === "connected");
  await phone.act("resume", { call_id }).catch(() => {});
  await phone.act("end_call", { call_id });
  if (connected) await phone.act("resume", { call_id: connected.call_id });
}

/** The panels of a phone without an active call. */
const PANELS = [
  { key: "keypad", icon: "mdi:dialpad", needs: "end_call" },
  { key: "contacts", icon: "mdi:account-multiple", needs: "end_call" },
  { key: "recent", icon: "mdi:history", needs: "last_call" },
];

/** The subscription that an open panel needs. */
const TOPICS = { transfer: "contacts", contacts: "contacts", recent: "call_log" };

/** The keys of a phone, and the letters on them. */
const LETTERS = { 2: "ABC", 3: "DEF", 4: "GHI", 5: "JKL", 6: "MNO", 7: "PQRS", 8: "TUV", 9: "WXYZ" };
const KEYS = [..."123456789*0#"].map((digit) => [digit, LETTERS[digit]]);

/** The kinds of calls in the log. */
const LOGGED = {
  missed: { icon: "mdi:phone-missed", tone: "bad" },
  received: { icon: "mdi:phone-incoming", tone: "good" },
  placed: { icon: "mdi:phone-outgoing", tone: "accent" },
};

// ---------------------------------------------------------------------------- Elements

/** Base class of the card and the tile feature, which show and control one phone. */
class PhoneElement extends HTMLElement {
  pending = new Set();

  constructor() {
    super();
    this.attachShadow({ mode: "open" });
    this.shadowRoot.addEventListener("click", (event) => {
      const button = event.target.closest("[data-do]");
      if (button) this.commands[button.dataset.do](button.dataset, event);
    });
  }

  set hass(hass) {
    const before = this._hass && this.watched(this._hass);
    this._hass = hass;
    const now = this.watched(hass);
    const isSame = before?.length === now.length && now.every((value, i) => value === before[i]);
    if (!isSame) this.update();
  }

  get hass() {
    return this._hass;
  }

  connectedCallback() {
    this.update();
  }

  /** Returns the values that the element shows. It renders again only if one of them changes. */
  watched(hass) {
    const { entities, devices, locale, connected } = hass;
    return [entities, devices, locale, connected, ...new Phone(hass, this.deviceId).states];
  }

  update() {
    if (!this._hass || !this.isConnected) return;
    this.phone = new Phone(this._hass, this.deviceId);
    const template = document.createElement("template");
    template.innerHTML = `<style>${this.constructor.css}</style>${this.render()}`;
    const focused = this.shadowRoot.activeElement;
    patch(this.shadowRoot, template.content);
    // The focused button is gone. Focus another one, so that keyboard users can continue.
    if (focused && !this.shadowRoot.activeElement) this.shadowRoot.querySelector("button:enabled")?.focus();
  }

  /** Runs a command. Shows it as pending until the phone answers, then shows an error if it failed. */
  async perform(key, command) {
    if (this.pending.has(key)) return false;
    this.pending.add(key);
    this.error = undefined;
    this.update();
    try {
      await command();
      return true;
    } catch (error) {
      this.fail(await reason(this._hass, error));
      return false;
    } finally {
      this.pending.delete(key);
      this.update();
    }
  }

  text(key, values) {
    return translate(key, values, this._hass.language);
  }
}

const PENDING_CSS = `
  [aria-busy="true"] { pointer-events: none; }
  [aria-busy="true"] ha-icon { animation: pending 0.8s ease-in-out infinite alternate; }
  @keyframes pending { to { opacity: 0.25; } }
  @media (prefers-reduced-motion: reduce) {
    * { animation: none !important; transition: none !important; }
    [aria-busy="true"] ha-icon { opacity: 0.4; }
  }
`;

const CARD_CSS = `
  :host { display: block; container-type: inline-size; }
  ha-card {
    --surface: color-mix(in srgb, var(--primary-text-color) 6%, transparent);
    --calm: var(--secondary-text-color); --accent: var(--primary-color); --good: var(--success-color, #43a047);
    --bad: var(--error-color, #db4437); --warn: var(--warning-color, #ffa600);
    display: flex; flex-direction: column; gap: 12px; padding: 12px; overflow: hidden;
    color: var(--primary-text-color); font-family: var(--ha-font-family-body, inherit);
    font-size: 14px; line-height: 20px;
  }
  .calm { --tone: var(--calm); } .accent { --tone: var(--accent); } .good { --tone: var(--good); }
  .bad { --tone: var(--bad); } .warn { --tone: var(--warn); }
  .announcer {
    position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap;
  }

  button, input {
    font: inherit; color: inherit; margin: 0; border: 0; background-color: transparent; border-radius: 12px;
  }
  button {
    cursor: pointer; padding: 0; min-height: 44px; min-width: 44px; -webkit-tap-highlight-color: transparent;
    touch-action: manipulation;
  }
  button, .disc {
    background-image: linear-gradient(0deg, var(--shade), var(--shade));
    --shade: color-mix(in srgb, var(--primary-text-color) var(--veil, 0%), transparent);
  }
  button:focus-visible, input:focus-visible { outline: 2px solid var(--primary-color); outline-offset: 1px; }
  .panel:focus { outline: none; }
  ul { list-style: none; margin: 0; padding: 0; }

  .text { flex: 1; min-width: 0; display: flex; flex-direction: column; text-align: start; }
  .text > * { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
  .primary { font-weight: 500; }
  .secondary { color: var(--secondary-text-color); font-size: 12px; line-height: 16px; }
  .header, .row { display: flex; align-items: center; gap: 12px; }
  .picture {
    flex: none; display: grid; place-items: center; width: 40px; height: 40px; border-radius: 50%; font-weight: 500;
    color: var(--tone, var(--accent));
    background-color: color-mix(in srgb, var(--tone, var(--accent)) 20%, transparent);
  }
  .picture.ringing { animation: ring 1.2s ease-out infinite; }
  .picture.ringing ha-icon { animation: shake 1.2s ease-in-out infinite; }
  @keyframes ring {
    from { box-shadow: 0 0 0 0 color-mix(in srgb, var(--tone) 50%, transparent); }
    to { box-shadow: 0 0 0 12px transparent; }
  }
  @keyframes shake {
    0%, 50%, 100% { transform: none; }
    10%, 30% { transform: rotate(-14deg); }
    20%, 40% { transform: rotate(14deg); }
  }

  .notice {
    display: flex; align-items: center; gap: 12px; padding: 4px 12px; border-radius: 12px;
    background-color: color-mix(in srgb, var(--warn) 15%, transparent);
  }
  .notice > ha-icon { color: var(--warn); flex: none; }
  .notice span { flex: 1; overflow-wrap: anywhere; padding-block: 8px; }
  .notice.error { background-color: color-mix(in srgb, var(--bad) 15%, transparent); padding-inline-end: 4px; }
  .notice.error > ha-icon { color: var(--bad); }

  .call {
    padding: 12px; border-radius: 16px; background-color: color-mix(in srgb, var(--tone) 10%, transparent);
    display: flex; flex-direction: column; gap: 12px;
  }
  .party { font-size: 18px; line-height: 24px; font-weight: 500; }
  time { font-variant-numeric: tabular-nums; font-size: 16px; }
  .actions { display: flex; flex-wrap: wrap; justify-content: center; gap: 4px; margin-inline: -8px; }
  .action {
    flex: 1 1 48px; max-width: 96px; min-width: 0; display: flex; flex-direction: column; align-items: center;
    gap: 4px;
  }
  .disc {
    display: grid; place-items: center; width: 48px; height: 48px; border-radius: 50%;
    background-color: color-mix(in srgb, var(--primary-text-color) 10%, transparent);
    transition: background-color 0.15s;
  }
  .action.good .disc, .action.bad .disc { background-color: var(--tone); color: #fff; }
  .action[aria-pressed="true"] .disc, .action[aria-expanded="true"] .disc {
    background-color: var(--primary-text-color); color: var(--card-background-color, #fff);
  }
  .action .label { font-size: 12px; line-height: 16px; max-width: 100%; overflow-wrap: anywhere; text-align: center; }

  .tabs { display: flex; gap: 8px; }
  .tab {
    position: relative; flex: 1; min-width: 0; display: flex; flex-wrap: wrap; align-items: center;
    justify-content: center; gap: 2px 8px; padding: 8px 4px; background-color: var(--surface);
  }
  .tab .label { overflow: hidden; text-overflow: ellipsis; }
  .tab:is([aria-expanded="true"], [aria-pressed="true"]) { background-color: color-mix(in srgb, var(--primary-color) 20%, transparent); }
  .badge {
    position: absolute; inset: -4px -4px auto auto; min-width: 20px; padding: 0 6px; box-sizing: border-box;
    border-radius: 10px; background-color: var(--bad); color: #fff; font-size: 12px; font-weight: 500;
  }

  .field {
    display: flex; gap: 4px; align-items: center; border-radius: 12px; background-color: var(--surface);
    padding: 4px;
  }
  input { flex: 1; min-width: 0; min-height: 44px; padding: 0 12px; box-sizing: border-box; font-size: 18px; }
  input::placeholder { color: var(--secondary-text-color); font-size: 14px; }
  .go { background-color: var(--good); color: #fff; width: 56px; }
  .icon { color: var(--secondary-text-color); }
  .keys {
    display: grid; grid-template-columns: repeat(3, 1fr); gap: 8px; width: 100%; max-width: 360px;
    margin: 12px auto 0;
  }
  .key {
    display: flex; flex-direction: column; align-items: center; justify-content: center; height: 56px;
    font-size: 22px; line-height: 24px; background-color: var(--surface);
  }
  .key small { font-size: 10px; line-height: 12px; letter-spacing: 1px; color: var(--secondary-text-color); }
  .digits {
    display: block; text-align: center; min-height: 32px; font-size: 24px; line-height: 32px;
    font-variant-numeric: tabular-nums; overflow-wrap: anywhere;
  }
  .digits .waiting { opacity: 0.5; }

  .people, .log { max-height: 336px; overflow-y: auto; overscroll-behavior: contain; }
  .people { display: grid; grid-template-columns: repeat(auto-fill, minmax(150px, 1fr)); gap: 8px; padding: 2px; }
  .field + .people { margin-top: 12px; }
  .people button { width: 100%; padding: 6px 8px; background-color: var(--surface); }
  .log .row { min-height: 56px; }
  .new { color: var(--bad); }
  .filters { display: flex; flex-wrap: wrap; gap: 8px; margin-bottom: 4px; }
  .chip {
    padding: 0 16px; border-radius: 22px; background-color: var(--surface); display: inline-flex;
    align-items: center; gap: 8px;
  }
  .chip[aria-pressed="true"] { background-color: color-mix(in srgb, var(--primary-color) 20%, transparent); }
  .chip.last { margin-inline-start: auto; }
  .empty { margin: 8px; color: var(--secondary-text-color); text-align: center; }
  @container (max-width: 320px) {
    ha-card { padding: 8px; }
    .call { padding-inline: 8px; }
    .action .label { font-size: 11px; letter-spacing: -0.2px; }
    .tab { flex-direction: column; }
  }
  @media (hover: hover) {
    :is(.tab, .key, .chip, .people button, .icon, .go):hover, .action:hover .disc {
      --veil: 6%;
    }
  }
  :is(.tab, .key, .chip, .people button, .icon, .go):active, .action:active .disc {
    --veil: 16%;
  }
  ${PENDING_CSS}
`;

/** The card of a phone. */
class PolyPhoneCard extends PhoneElement {
  static css = CARD_CSS;

  static getConfigForm() {
    const panels = ["none", ...PANELS.map(({ key }) => key)];
    const options = panels.map((value) => ({ value, label: translate(value) }));
    return {
      schema: [
        { name: "device_id", required: true, selector: { device: { filter: [{ integration: DOMAIN }] } } },
        { name: "name", selector: { text: {} } },
        { name: "panel", selector: { select: { mode: "dropdown", options } } },
      ],
      computeLabel: ({ name }) => translate(name),
    };
  }

  static getStubConfig(hass) {
    return { device_id: Phone.all(hass)[0]?.deviceId ?? "" };
  }

  /** The open panel of a call: the key of its button, and the ID of the call. */
  callPanel = {};

  /** The digits typed during a call, and the number of sent digits. */
  dtmf = { typed: "", sent: 0 };

  /** The commands of elements with `data-do`, which receive the data of the element. */
  commands = {
    more: () => fire(this, "hass-more-info", { entityId: this.phone.entities.call_state }),
    call: ({ button, call }, event) => this.onCallButton(button, call, event),
    panel: ({ panel }, event) => this.open({ panel: this.panel === panel ? "none" : panel }, event),
    digit: ({ digit }) => this.onDigit(digit),
    erase: () => this.type((number) => number.slice(0, -1)),
    reach: ({ number, key }) => this.reach(number, key),
    filter: ({ filter }) => this.show({ filter }),
    seen: () => this.perform("seen", () => this.phone.use("mark_missed_calls_seen", "press")),
    do_not_disturb: () => this.perform("do_not_disturb", () => toggleDoNotDisturb(this.phone)),
    dismiss: () => this.show({ error: undefined }),
  };

  constructor() {
    super();
    this.shadowRoot.addEventListener("keydown", (event) => this.onKey(event));
    this.shadowRoot.addEventListener("submit", (event) => this.onSubmit(event));
  }

  setConfig(config) {
    this.closeFeeds();
    this.feeds = ["calls", "contacts", "call_log"].map((topic) => new Feed(topic, () => this.update()));
    this.config = config;
    this.panel = config.panel ?? "none";
    this.update();
  }

  getCardSize() {
    return 4;
  }

  getGridOptions() {
    return { columns: 12, min_columns: 6, rows: "auto" };
  }

  get deviceId() {
    return this.config.device_id;
  }

  connectedCallback() {
    super.connectedCallback();
    this.ticking = setInterval(() => this.tick(), 1000);
  }

  disconnectedCallback() {
    clearInterval(this.ticking);
    this.closeFeeds();
  }

  closeFeeds() {
    for (const feed of this.feeds ?? []) feed.close();
  }

  show(changes) {
    Object.assign(this, changes);
    this.update();
  }

  fail(error) {
    this.error = error;
  }

  update() {
    if (!this.hass || !this.isConnected) return;
    this.settle();
    super.update();
    const wanted = ["calls", TOPICS[this.shown]];
    for (const feed of this.feeds) {
      if (this.hass.connected && this.phone.device && wanted.includes(feed.topic)) feed.open(this.phone);
      else feed.close();
    }
  }

  /** Selects the open panel: that of a call while the call lasts, otherwise that of the phone. */
  settle() {
    const call = this.calls.find(({ call_id }) => call_id === this.callPanel.call);
    const button = CALL_BUTTONS.find(({ key }) => key === this.callPanel.key);
    if (!call || !button.states.includes(call.state)) this.callPanel = {};
    if (this.callPanel.key !== "keypad") this.dtmf = { typed: "", sent: 0 };
    this.shown = this.callPanel.key ?? (this.isFree ? this.panel : "none");
  }

  /** Updates the durations of calls without rendering again. */
  tick() {
    for (const timer of this.shadowRoot.querySelectorAll("[data-since]")) {
      timer.textContent = since(timer.dataset.since);
    }
  }

  // State

  value(topic) {
    return this.feeds.find((feed) => feed.topic === topic).value;
  }

  get calls() {
    return this.value("calls") ?? [];
  }

  /** Whether the phone can place another call. */
  get isFree() {
    return this.calls.every(({ state }) => state === "on_hold" || state === "off_hook");
  }

  get state() {
    if (this.phone.isOffline) return "offline";
    const state = this.phone.entity("call_state")?.state;
    return state in LOOKS ? state : "unknown";
  }

  get headline() {
    const { phone, state } = this;
    if (state === "offline") return this.text("offline");
    const showsPresence = state === "idle" && phone.has("presence") && !phone.is("presence", "available");
    return phone.format(showsPresence ? "presence" : "call_state");
  }

  get missed() {
    return Number(this.phone.entity("missed_calls")?.state) || 0;
  }

  party({ name, number, number_text }) {
    return name || number_text || number || this.text("unknown_party");
  }

  // Commands

  onCallButton(key, callId, event) {
    const { opens, run } = CALL_BUTTONS.find((button) => button.key === key);
    const isOpen = this.callPanel.key === key && this.callPanel.call === callId;
    const call = this.calls.find(({ call_id }) => call_id === callId);
    const command = run ?? (() => this.phone.act(key, { call_id: callId }));
    if (opens) this.open({ callPanel: isOpen ? {} : { key, call: callId } }, event);
    else this.perform(`${key} ${callId}`, () => command(this.phone, call, this.calls));
  }

  /** Opens a panel, and focuses its input if the user works with the keyboard. */
  open(changes, event) {
    this.show(changes);
    const hasKeyboard = event.detail === 0;
    this.shadowRoot.querySelector(hasKeyboard ? ".panel input, .panel" : ".panel")?.focus({ preventScroll: true });
  }

  close() {
    this.show(this.callPanel.key ? { callPanel: {} } : { panel: "none" });
  }

  onKey(event) {
    const { key, target, ctrlKey, metaKey } = event;
    const isDigit = /^[\d*#+]$/.test(key) && !ctrlKey && !metaKey && !target.matches("input");
    if (key === "Escape" && this.shown !== "none") this.close();
    else if (isDigit && this.shown === "keypad") this.onDigit(key);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  onDigit(digit) {
    if (this.callPanel.key !== "keypad") {
      this.type((number) => number + digit);
      return;
    }
    this.dtmf.typed += digit;
    this.update();
    this.sendDigits(this.dtmf);
  }

  /** Sends the typed digits, including those typed in the meantime. */
  async sendDigits(dtmf) {
    const isSent = await this.perform("dtmf", async () => {
      while (dtmf.sent < dtmf.typed.length) {
        const digits = dtmf.typed.slice(dtmf.sent);
        await this.phone.act("send_dtmf", { digits });
        dtmf.sent += digits.length;
        this.update();
      }
    });
    if (!isSent && !this.pending.has("dtmf")) this.show({ dtmf: { ...dtmf, typed: dtmf.typed.slice(0, dtmf.sent) } });
  }

  type(change) {
    const input = this.shadowRoot.querySelector("input");
    input.value = change(input.value);
  }

  async onSubmit(event) {
    event.preventDefault();
    const input = this.shadowRoot.querySelector("input");
    const number = input.value.trim();
    if (!number) input.focus();
    else if (await this.reach(number, "reach")) input.value = "";
  }

  /** Calls a destination, or transfers the call to it. */
  reach(destination, key) {
    const { key: opened, call: call_id } = this.callPanel;
    const data = opened === "transfer" ? { destination, call_id } : { destination };
    return this.perform(key, () => this.phone.act(opened === "transfer" ? "transfer" : "dial", data));
  }

  // Rendering

  render() {
    if (!this.phone.device) return html`<ha-card>${this.notice("mdi:phone-alert", this.text("no_phone"))}</ha-card>`;
    const { refusal } = this.feeds[0];
    return html`
      <ha-card lang="${this.hass.language}">
        <div class="announcer" role="status" aria-live="assertive">${this.announcement()}</div>
        ${this.header()}
        ${this.error && this.errorMessage()}
        ${this.state === "offline" && this.notice("mdi:lan-disconnect", this.text("unreachable"))}
        ${refusal && this.notice("mdi:lock", refusal)}
        ${this.state !== "offline" && this.body()}
      </ha-card>
    `;
  }

  body() {
    return [
      ...this.phone.lines.filter((id) => this.hass.states[id]?.state === "off").map((id) => this.lostLine(id)),
      ...this.calls.map((call) => this.call(call)),
      this.isFree && this.tabs(),
      this.shown !== "none" && this.openPanel(),
    ];
  }

  announcement() {
    const ringing = this.calls.find(({ state }) => state === "ringing");
    return ringing ? this.text("incoming", { party: this.party(ringing) }) : `${this.name}: ${this.headline}`;
  }

  get name() {
    return this.config.name || this.phone.name;
  }

  header() {
    const { icon, tone } = LOOKS[this.state];
    return html`
      <button class="header" data-key="header" data-do="more">
        <span class="picture ${tone} ${this.state}"><ha-icon icon="${icon}"></ha-icon></span>
        <span class="text">
          <span class="primary">${this.name}</span>
          <span class="secondary">${this.headline}</span>
        </span>
      </button>
    `;
  }

  notice(icon, text) {
    return html`
      <div class="notice" data-key="${icon}${text}"><ha-icon icon="${icon}"></ha-icon><span>${text}</span></div>
    `;
  }

  lostLine(id) {
    const state = this.hass.states[id];
    const name = this.hass.formatEntityName(state, { type: "entity" });
    const { label } = state.attributes;
    return this.notice("mdi:alert", this.text("line_lost", { line: label ? `${name} (${label})` : name }));
  }

  errorMessage() {
    return html`
      <div class="notice error" data-key="error" role="alert">
        <ha-icon icon="mdi:alert-circle"></ha-icon><span>${this.error}</span>
        ${this.iconButton("dismiss", "mdi:close", this.text("close"))}
      </div>
    `;
  }

  iconButton(command, icon, label) {
    return html`
      <button type="button" class="icon" data-key="${command}" data-do="${command}"
        aria-label="${label}" title="${label}">
        <ha-icon icon="${icon}"></ha-icon>
      </button>
    `;
  }

  call(call) {
    const { name, number_text, state, call_id, line_label, started } = call;
    const details = [state && this.phone.format("call_state", state), name && number_text, line_label].filter(Boolean);
    const buttons = CALL_BUTTONS.filter(({ states, needs }) => states.includes(state) && this.phone.has(needs));
    return html`
      <section class="call ${LOOKS[state]?.tone}" data-key="${call_id}" aria-label="${this.party(call)}">
        <div class="row">
          ${avatar(name)}
          <span class="text">
            <span class="party">${this.party(call)}</span>
            <span class="secondary">${details.join(" · ")}</span>
          </span>
          <time role="timer" data-since="${started}">${since(started)}</time>
        </div>
        <div class="actions">${buttons.map((button) => this.callButton(button, call))}</div>
      </section>
    `;
  }

  callButton({ key, icon, tone, pressed, opens }, call) {
    const id = `${key} ${call.call_id}`;
    const isOpen = opens && this.callPanel.key === key && this.callPanel.call === call.call_id;
    return html`
      <button class="action ${tone}" data-key="${id}" data-do="call" data-button="${key}" data-call="${call.call_id}"
        aria-label="${this.text(key)}: ${this.party(call)}"${flag("aria-busy", this.pending.has(id))}
        ${flag("aria-pressed", pressed?.(this.phone))}${flag("aria-expanded", isOpen)}>
        <span class="disc"><ha-icon icon="${icon}"></ha-icon></span>
        <span class="label">${this.text(key)}</span>
      </button>
    `;
  }

  tabs() {
    const panels = PANELS.filter(({ needs }) => this.phone.has(needs));
    return html`<div class="tabs" data-key="tabs">${panels.map((panel) => this.tab(panel))}${
      this.phone.canSetDoNotDisturb && this.doNotDisturbTab()
    }</div>`;
  }

  doNotDisturbTab() {
    const label = this.text("do_not_disturb");
    return html`
      <button class="tab" data-key="do_not_disturb" data-do="do_not_disturb" aria-label="${label}" title="${label}"
        aria-pressed="${`${this.phone.is("do_not_disturb", "on")}`}"${flag("aria-busy", this.pending.has("do_not_disturb"))}>
        <ha-icon icon="mdi:minus-circle"></ha-icon>
      </button>
    `;
  }

  tab({ key, icon }) {
    const missed = key === "recent" && this.missed > 0 && this.missed;
    return html`
      <button class="tab" data-key="${key}" data-do="panel" data-panel="${key}"
        aria-expanded="${`${this.shown === key}`}">
        <ha-icon icon="${icon}"></ha-icon><span class="label">${this.text(key)}</span>
        ${missed && html`<span class="badge" aria-label="${this.text("missed")}: ${missed}">${missed}</span>`}
      </button>
    `;
  }

  openPanel() {
    const contents = {
      keypad: () => [this.callPanel.key ? this.sentDigits() : this.field("mdi:phone", "dial"), this.keys()],
      contacts: () => this.people(),
      recent: () => this.log(),
      transfer: () => [this.field("mdi:phone-forward", "transfer"), this.people()],
    };
    return html`
      <div class="panel" data-key="${this.shown}" tabindex="-1" role="group" aria-label="${this.panelTitle()}">
        ${contents[this.shown]()}
      </div>
    `;
  }

  panelTitle() {
    const call = this.calls.find(({ call_id }) => call_id === this.callPanel.call);
    return this.shown === "transfer" ? this.text("transfer_to", { party: this.party(call) }) : this.text(this.shown);
  }

  sentDigits() {
    const { typed, sent } = this.dtmf;
    const waiting = html`<span class="waiting">${typed.slice(sent)}</span>`;
    return html`<output class="digits" aria-label="${this.text("digits")}">${typed.slice(0, sent)}${waiting}</output>`;
  }

  field(icon, action) {
    const [hint, verb] = [this.text("number"), this.text(action)];
    return html`
      <form class="field">
        <input type="text" inputmode="tel" autocomplete="off" spellcheck="false" enterkeyhint="go"
          placeholder="${hint}" aria-label="${hint}">
        ${action === "dial" && this.iconButton("erase", "mdi:backspace-outline", this.text("erase"))}
        <button class="go" aria-label="${verb}" title="${verb}"${flag("aria-busy", this.pending.has("reach"))}>
          <ha-icon icon="${icon}"></ha-icon>
        </button>
      </form>
    `;
  }

  keys() {
    const key = ([digit, letters]) => html`
      <button class="key" data-do="digit" data-digit="${digit}" aria-label="${digit}">
        ${digit}<small>${letters}</small>
      </button>
    `;
    return html`<div class="keys">${KEYS.map(key)}</div>`;
  }

  /** Lists the contacts and the other phones. */
  people() {
    const contacts = this.value("contacts") ?? [];
    const others = Phone.all(this.hass).filter((phone) => phone.deviceId !== this.deviceId && phone.number);
    const people = [
      ...contacts.map((contact) => ({ ...contact, picture: avatar(contact.name) })),
      ...others.map(({ name, number }) => ({ name, number, picture: avatar("", "mdi:phone-classic") })),
    ];
    if (!people.length) return html`<p class="empty">${this.text("no_contacts")}</p>`;
    return html`<ul class="people">${people.map((person) => this.person(person))}</ul>`;
  }

  person({ name, number, picture }) {
    const key = `reach ${number} ${name}`;
    const label = `${this.text(this.shown === "transfer" ? "transfer" : "dial")}: ${name}`;
    const isPending = this.pending.has(key);
    return html`
      <li data-key="${key}">
        <button class="row" data-key="${key}" data-do="reach" data-number="${number}"
          aria-label="${label}"${flag("aria-busy", isPending)}>
          ${picture}
          <span class="text"><span class="primary">${name}</span><span class="secondary">${number}</span></span>
        </button>
      </li>
    `;
  }

  log() {
    const calls = this.value("call_log") ?? [];
    const shown = this.filter === "missed" ? calls.filter(({ missed }) => missed) : calls;
    return html`
      <div class="filters">
        ${["all", "missed"].map((filter) => this.filterChip(filter))}
        ${this.missed > 0 && this.phone.has("mark_missed_calls_seen") && this.seenChip()}
      </div>
      ${!shown.length && html`<p class="empty" data-key="empty">${this.text("no_calls")}</p>`}
      <ul class="log">${shown.map((call) => this.logged(call))}</ul>
    `;
  }

  filterChip(filter) {
    const isChosen = filter === (this.filter ?? "all");
    return html`
      <button class="chip" data-do="filter" data-filter="${filter}"${flag("aria-pressed", isChosen)}>
        ${this.text(filter)}
      </button>
    `;
  }

  seenChip() {
    return html`
      <button class="chip last" data-key="seen" data-do="seen"${flag("aria-busy", this.pending.has("seen"))}>
        <ha-icon icon="mdi:check-all"></ha-icon>${this.text("mark_seen")}
      </button>
    `;
  }

  logged(call) {
    const { name, number, number_text, direction, missed, seen, started, duration } = call;
    const kind = missed ? "missed" : direction === "incoming" ? "received" : "placed";
    const { icon, tone } = LOGGED[kind];
    const key = `back ${started} ${number}`;
    const details = [moment(this.hass, started), duration && clock(duration), name && number_text].filter(Boolean);
    return html`
      <li class="row" data-key="${key}">
        <span class="picture ${tone}" role="img" aria-label="${this.text(kind)}">
          <ha-icon icon="${icon}"></ha-icon>
        </span>
        <span class="text">
          <span class="primary ${!seen && "new"}">${this.party(call)}</span>
          <span class="secondary">${details.join(" · ")}</span>
        </span>
        ${number && this.phone.has("end_call") && this.callBackButton(key, call)}
      </li>
    `;
  }

  callBackButton(key, call) {
    const label = `${this.text("dial")}: ${this.party(call)}`;
    return html`
      <button class="icon" data-key="${key}" data-do="reach" data-number="${call.number}"
        aria-label="${label}" title="${label}"${flag("aria-busy", this.pending.has(key))}>
        <ha-icon icon="mdi:phone"></ha-icon>
      </button>
    `;
  }
}

/** Returns the initials of a name, or an icon if there are none. */
function avatar(name, icon = "mdi:account") {
  const initials = (name ?? "").match(/(?<!\p{L})\p{L}/gu) ?? [];
  const shown = [...new Set([initials[0], initials.at(-1)])].join("").toUpperCase();
  return html`<span class="picture" aria-hidden="true">${shown || html`<ha-icon icon="${icon}"></ha-icon>`}</span>`;
}

/** The tile feature with buttons to answer, mute and hang up. */
class PolyPhoneCallFeature extends PhoneElement {
  static getStubConfig() {
    return { type: `custom:${FEATURE}` };
  }

  commands = {
    answer: () => this.perform("answer", () => this.phone.use("answer", "press")),
    mute: () => this.perform("mute", () => toggleMute(this.phone)),
    end_call: () => this.perform("end_call", () => this.phone.use(this.ending, "press")),
  };

  set context(context) {
    this._context = context;
    this.update();
  }

  setConfig(config) {
    this.config = config;
  }

  get deviceId() {
    return this.hass.entities[this._context?.entity_id]?.device_id;
  }

  get isRinging() {
    return this.phone.is("call_state", "ringing");
  }

  /** The key of the button that ends the call. */
  get ending() {
    return this.isRinging && this.phone.has("reject") ? "reject" : "end_call";
  }

  fail(message) {
    fire(this, "hass-notification", { message });
  }

  render() {
    const isBusy = BUSY.includes(this.phone.entity("call_state")?.state);
    const buttons = [
      { key: "answer", icon: "mdi:phone", tone: "good", isUsable: this.isRinging },
      { key: "mute", icon: "mdi:microphone-off", isUsable: isBusy, pressed: isMuted(this.phone) },
      { key: "end_call", icon: "mdi:phone-hangup", tone: "bad", isUsable: isBusy || this.isRinging },
    ].filter(({ key }) => this.phone.has(key));
    return html`<div class="buttons">${buttons.map((button) => this.button(button))}</div>`;
  }

  button({ key, icon, tone, isUsable, pressed }) {
    const label = this.text(key);
    return html`
      <button class="${tone}" data-key="${key}" data-do="${key}"${!isUsable && " disabled"}
        aria-label="${label}" title="${label}"${flag("aria-pressed", pressed)}${flag("aria-busy", this.pending.has(key))}>
        <ha-icon icon="${icon}"></ha-icon>
      </button>
    `;
  }

  static css = `
    .buttons { display: flex; gap: var(--feature-button-spacing, 12px); height: var(--feature-height, 42px); }
    button {
      flex: 1; min-width: 0; display: grid; place-items: center; padding: 0; border: 0; cursor: pointer;
      color: var(--primary-text-color); background: color-mix(in srgb, var(--disabled-color, #888) 20%, transparent);
      border-radius: var(--feature-border-radius, 12px);
    }
    .good { --tone: var(--success-color, #43a047); } .bad { --tone: var(--error-color, #db4437); }
    .good:enabled, .bad:enabled { background: var(--tone); color: #fff; }
    [aria-pressed="true"] { background: var(--primary-text-color); color: var(--card-background-color, #fff); }
    button:disabled { cursor: default; color: var(--disabled-text-color); }
    button:focus-visible { outline: 2px solid var(--primary-color); outline-offset: 1px; }
    ${PENDING_CSS}
  `;
}

/** The dashboard of all phones. */
class PolyPhoneStrategy extends HTMLElement {
  static registryDependencies = ["entities", "devices", "areas", "floors"];

  static getCreateSuggestions() {
    return { title: translate("phones"), icon: "mdi:phone-classic" };
  }

  static async generate(_config, hass) {
    const title = translate("phones", {}, hass.language);
    const phones = Phone.all(hass).sort(byName(hass));
    const sections = phones.length ? [attention(hass, phones), ...areas(hass, phones)] : [nothing(hass)];
    return { title, views: [{ title, icon: "mdi:phone-classic", type: "sections", max_columns: COLUMNS, sections }] };
  }
}

const COLUMNS = 4;

/** The dashboard shows more phones than this as tiles. */
const FEW_PHONES = 12;

const byName = (hass) => (one, other) => one.name.localeCompare(other.name, hass.language);

function section(heading, icon, cards) {
  return { type: "grid", cards: [{ type: "heading", heading, icon }, ...cards] };
}

function nothing(hass) {
  return { type: "grid", cards: [{ type: "markdown", content: translate("no_phones", {}, hass.language) }] };
}

/** Returns the section of offline and ringing phones, which is visible only if there are some. */
function attention(hass, phones) {
  const watched = phones.filter((phone) => phone.has("call_state"));
  const tiles = ["unavailable", "ringing"].flatMap((state) =>
    watched.map((phone) => ({
      ...tile(phone),
      ...(state === "unavailable" && { features: [] }),
      visibility: [{ condition: "state", entity: phone.entities.call_state, state }],
    })),
  );
  return {
    ...section(translate("attention", {}, hass.language), "mdi:phone-alert", tiles),
    column_span: COLUMNS,
    visibility: [{ condition: "or", conditions: tiles.flatMap(({ visibility }) => visibility) }],
  };
}

/** Returns a section for each area, ordered by floor, and one for phones without an area. */
function areas(hass, phones) {
  const level = ({ floor_id }) => hass.floors[floor_id]?.level ?? Infinity;
  const known = Object.values(hass.areas).sort(byName(hass)).sort((one, other) => level(one) - level(other) || 0);
  const nowhere = { area_id: null, name: translate("no_area", {}, hass.language) };
  const show = phones.length > FEW_PHONES ? tile : card;
  return [...known, nowhere].flatMap(({ area_id, name, icon }) => {
    const here = phones.filter(({ device }) => device.area_id === area_id);
    return here.length ? [section(name, icon || "mdi:phone-classic", here.map(show))] : [];
  });
}

function card({ deviceId }) {
  return { type: `custom:${CARD}`, device_id: deviceId };
}

function tile({ entities }) {
  const features = [{ type: `custom:${FEATURE}` }];
  return { type: "tile", entity: entities.call_state, name: { type: "device" }, features };
}

// ---------------------------------------------------------------------------- Registration

/** Returns the entity if it is a main entity of a phone. */
function mainEntity({ entities }, entityId) {
  const entity = entities[entityId];
  return entity?.platform === DOMAIN && entity.device_id && !entity.entity_category ? entity : undefined;
}

/** Returns a property with a text in the present language of the page. */
const late = (key) => ({ get: () => translate(key), enumerable: true });

/** Adds an entry to a list of Home Assistant. */
function announce(list, entry, name, description) {
  window[list] ??= [];
  window[list].push(Object.defineProperties(entry, { name: late(name), description: late(description) }));
}

function announceAll() {
  const suggest = (hass, entityId) => {
    const entity = mainEntity(hass, entityId);
    return entity ? { config: card({ deviceId: entity.device_id }) } : null;
  };
  const isSupported = (hass, { entity_id }) => !!mainEntity(hass, entity_id);
  const documentationURL = "https://github.com/poly-phone/poly-phone/blob/main/docs/card.md";
  const entry = { type: CARD, preview: true, documentationURL, getEntitySuggestion: suggest };
  announce("customCards", entry, "card_name", "card_description");
  announce("customCardFeatures", { type: FEATURE, configurable: false, isSupported }, "feature_name", "feature_name");
  announce("customStrategies", { type: STRATEGY, strategyType: "dashboard" }, "phones", "strategy_description");
}

/** Defines the elements after Home Assistant has started, because it replaces the registry of elements before.
 *  On Cast screens its first element has another name. */
async function defineAll() {
  await Promise.race(["home-assistant", "hc-main"].map((name) => customElements.whenDefined(name)));
  customElements.define(CARD, PolyPhoneCard);
  customElements.define(FEATURE, PolyPhoneCallFeature);
  customElements.define(`ll-strategy-dashboard-${STRATEGY}`, PolyPhoneStrategy);
}

// Dashboard resources may load this file again.
if (!window.customCards?.some(({ type }) => type === CARD)) {
  announceAll();
  defineAll();
}
