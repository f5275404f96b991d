/*
 * An athletics calendar for any page:
 *
 *   <script type="module" src="https://…/live/euroath/athletics-calendar.js"></script>
 *   <athletics-calendar country="GBR" year="2027"></athletics-calendar>
 *
 * country: ISO code, default all of European Athletics. year: default the current year. lang: default the language of the
 * page. theme: light or dark, default the preference of the reader. Style: --athletics-accent, --athletics-font.
 * Reads the calendar files beside this script, stores nothing and requests nothing else. The data is untrusted: it is
 * inserted as text, and only http and https links are created.
 */
const LABELS = {
  en: ['Search', 'Month', 'All months', 'Country', 'All countries', 'Past competitions too', 'Entries', 'Results', 'No competitions found', 'The calendar cannot be loaded', 'Try again', 'Show more', 'Subscribe', 'Athletics calendar', 'Cancelled', 'Postponed', 'Provisional', 'New date'],
  cs: ['Hledat', 'Měsíc', 'Všechny měsíce', 'Země', 'Všechny země', 'I proběhlé závody', 'Přihlášky', 'Výsledky', 'Žádné závody', 'Kalendář nelze načíst', 'Zkusit znovu', 'Zobrazit další', 'Odebírat', 'Atletický kalendář', 'Zrušeno', 'Odloženo', 'Předběžně', 'Nový termín'],
  da: ['Søg', 'Måned', 'Alle måneder', 'Land', 'Alle lande', 'Også tidligere stævner', 'Tilmelding', 'Resultater', 'Ingen stævner fundet', 'Kalenderen kan ikke hentes', 'Prøv igen', 'Vis flere', 'Abonnér', 'Atletikkalender', 'Aflyst', 'Udskudt', 'Foreløbig', 'Ny dato'],
  de: ['Suchen', 'Monat', 'Alle Monate', 'Land', 'Alle Länder', 'Auch vergangene', 'Meldung', 'Ergebnisse', 'Keine Wettkämpfe gefunden', 'Der Kalender kann nicht geladen werden', 'Erneut versuchen', 'Mehr anzeigen', 'Abonnieren', 'Leichtathletik-Kalender', 'Abgesagt', 'Verschoben', 'Vorläufig', 'Neuer Termin'],
  el: ['Αναζήτηση', 'Μήνας', 'Όλοι οι μήνες', 'Χώρα', 'Όλες οι χώρες', 'Και παλαιότεροι αγώνες', 'Δηλώσεις', 'Αποτελέσματα', 'Δεν βρέθηκαν αγώνες', 'Το ημερολόγιο δεν φορτώνει', 'Δοκιμάστε ξανά', 'Περισσότερα', 'Εγγραφή', 'Ημερολόγιο στίβου', 'Ακυρώθηκε', 'Αναβλήθηκε', 'Προσωρινό', 'Νέα ημερομηνία'],
  es: ['Buscar', 'Mes', 'Todos los meses', 'País', 'Todos los países', 'También las pasadas', 'Inscripción', 'Resultados', 'No hay competiciones', 'No se puede cargar el calendario', 'Reintentar', 'Mostrar más', 'Suscribirse', 'Calendario de atletismo', 'Cancelada', 'Aplazada', 'Provisional', 'Nueva fecha'],
  et: ['Otsi', 'Kuu', 'Kõik kuud', 'Riik', 'Kõik riigid', 'Ka toimunud võistlused', 'Registreerimine', 'Tulemused', 'Võistlusi ei leitud', 'Kalendrit ei saa laadida', 'Proovi uuesti', 'Näita rohkem', 'Telli', 'Kergejõustikukalender', 'Tühistatud', 'Edasi lükatud', 'Esialgne', 'Uus kuupäev'],
  fi: ['Hae', 'Kuukausi', 'Kaikki kuukaudet', 'Maa', 'Kaikki maat', 'Myös menneet kilpailut', 'Ilmoittautuminen', 'Tulokset', 'Kilpailuja ei löytynyt', 'Kalenteria ei voi ladata', 'Yritä uudelleen', 'Näytä lisää', 'Tilaa', 'Yleisurheilukalenteri', 'Peruttu', 'Siirretty', 'Alustava', 'Uusi päivä'],
  fr: ['Rechercher', 'Mois', 'Tous les mois', 'Pays', 'Tous les pays', 'Compétitions passées aussi', 'Inscription', 'Résultats', 'Aucune compétition trouvée', 'Le calendrier ne peut pas être chargé', 'Réessayer', 'Afficher plus', 'S’abonner', 'Calendrier d’athlétisme', 'Annulée', 'Reportée', 'Provisoire', 'Nouvelle date'],
  hu: ['Keresés', 'Hónap', 'Minden hónap', 'Ország', 'Minden ország', 'A korábbiak is', 'Nevezés', 'Eredmények', 'Nincs verseny', 'A naptár nem tölthető be', 'Újra', 'Több', 'Feliratkozás', 'Atlétikai naptár', 'Elmarad', 'Elhalasztva', 'Ideiglenes', 'Új időpont'],
  it: ['Cerca', 'Mese', 'Tutti i mesi', 'Paese', 'Tutti i paesi', 'Anche le gare passate', 'Iscrizioni', 'Risultati', 'Nessuna gara trovata', 'Impossibile caricare il calendario', 'Riprova', 'Mostra altro', 'Abbonati', 'Calendario di atletica', 'Annullata', 'Rinviata', 'Provvisoria', 'Nuova data'],
  nb: ['Søk', 'Måned', 'Alle måneder', 'Land', 'Alle land', 'Også tidligere stevner', 'Påmelding', 'Resultater', 'Ingen stevner funnet', 'Kalenderen kan ikke lastes', 'Prøv igjen', 'Vis flere', 'Abonner', 'Friidrettskalender', 'Avlyst', 'Utsatt', 'Foreløpig', 'Ny dato'],
  nl: ['Zoeken', 'Maand', 'Alle maanden', 'Land', 'Alle landen', 'Ook eerdere wedstrijden', 'Inschrijven', 'Uitslagen', 'Geen wedstrijden gevonden', 'De kalender kan niet worden geladen', 'Opnieuw proberen', 'Meer tonen', 'Abonneren', 'Atletiekkalender', 'Afgelast', 'Uitgesteld', 'Voorlopig', 'Nieuwe datum'],
  pl: ['Szukaj', 'Miesiąc', 'Wszystkie miesiące', 'Kraj', 'Wszystkie kraje', 'Także minione zawody', 'Zgłoszenia', 'Wyniki', 'Nie znaleziono zawodów', 'Nie można wczytać kalendarza', 'Spróbuj ponownie', 'Pokaż więcej', 'Subskrybuj', 'Kalendarz lekkoatletyczny', 'Odwołane', 'Przełożone', 'Wstępnie', 'Nowy termin'],
  pt: ['Procurar', 'Mês', 'Todos os meses', 'País', 'Todos os países', 'Também as passadas', 'Inscrição', 'Resultados', 'Nenhuma competição encontrada', 'Não é possível carregar o calendário', 'Tentar de novo', 'Mostrar mais', 'Subscrever', 'Calendário de atletismo', 'Cancelada', 'Adiada', 'Provisória', 'Nova data'],
  sv: ['Sök', 'Månad', 'Alla månader', 'Land', 'Alla länder', 'Även tidigare tävlingar', 'Anmälan', 'Resultat', 'Inga tävlingar hittades', 'Kalendern kan inte laddas', 'Försök igen', 'Visa fler', 'Prenumerera', 'Friidrottskalender', 'Inställd', 'Uppskjuten', 'Preliminär', 'Nytt datum'],
  tr: ['Ara', 'Ay', 'Tüm aylar', 'Ülke', 'Tüm ülkeler', 'Geçmiş yarışmalar da', 'Kayıt', 'Sonuçlar', 'Yarışma bulunamadı', 'Takvim yüklenemiyor', 'Yeniden dene', 'Daha fazla', 'Abone ol', 'Atletizm takvimi', 'İptal edildi', 'Ertelendi', 'Geçici', 'Yeni tarih'],
  uk: ['Пошук', 'Місяць', 'Усі місяці', 'Країна', 'Усі країни', 'Також минулі змагання', 'Реєстрація', 'Результати', 'Змагань не знайдено', 'Календар не завантажується', 'Спробувати ще', 'Показати більше', 'Підписатися', 'Календар легкої атлетики', 'Скасовано', 'Відкладено', 'Попередньо', 'Нова дата'],
};
const [SEARCH, MONTH, ALL_MONTHS, COUNTRY, ALL_COUNTRIES, PAST, ENTRIES, RESULTS, NONE, FAILED, AGAIN, MORE, SUBSCRIBE, TITLE,
  CANCELLED, POSTPONED, PROVISIONAL, RESCHEDULED] =
  LABELS.en.keys();

/* ISO 3166-1 alpha-3 to alpha-2, the code for which browsers have country names. Inserted when this script is published. */
const ALPHA_2 = Object.fromEntries('COUNTRY_CODES'.match(/\w{3} \w\w/g).map((pair) => pair.split(' ')));

/* Those that are shown; a competition without one is scheduled or finished. */
const STATUSES = { cancelled: CANCELLED, postponed: POSTPONED, provisional: PROVISIONAL, rescheduled: RESCHEDULED };

const SHOWN_AT_ONCE = 200;

const STYLE = `
  :host { --accent: var(--athletics-accent, #0b5fb0); --ink: #17212b; --soft: #55636f; --line: #d9e0e6; --ground: #fff;
    --field: #f4f7f9; display: block; color: var(--ink); background: var(--ground); padding: 1.25rem; border-radius: .75rem;
    border: 1px solid var(--line); font: 1rem/1.45 var(--athletics-font, system-ui, sans-serif); container-type: inline-size;
    color-scheme: light; }
  :host([hidden]) { display: none; }
  @media (prefers-color-scheme: dark) { :host(:not([theme=light])) { --accent: var(--athletics-accent, #7cbcff);
    --ink: #e8eef3; --soft: #a4b3bf; --line: #33414d; --ground: #131b22; --field: #1e2932; color-scheme: dark; } }
  :host([theme=dark]) { --accent: var(--athletics-accent, #7cbcff); --ink: #e8eef3; --soft: #a4b3bf; --line: #33414d;
    --ground: #131b22; --field: #1e2932; color-scheme: dark; }
  header { display: flex; flex-wrap: wrap; gap: .25rem 1rem; align-items: baseline; justify-content: space-between; }
  h2 { font-size: 1.35rem; line-height: 1.2; margin: 0; text-wrap: balance; }
  h3 { font-size: .95rem; margin: 1.5rem 0 .25rem; color: var(--accent); }
  h3::first-letter { text-transform: uppercase; }
  a { color: var(--accent); text-underline-offset: .15em; }
  form { display: flex; flex-wrap: wrap; gap: .75rem; margin: 1rem 0 .5rem; align-items: end; }
  label { font-size: .8rem; color: var(--soft); display: grid; gap: .2rem; flex: 1 1 9rem; }
  [hidden] { display: none !important; }
  label.check { display: flex; gap: .5rem; align-items: center; flex: 0 0 auto; min-height: 2.6rem; font-size: .9rem; }
  input[type=search], select { font: inherit; font-size: 1rem; color: var(--ink); background: var(--field); min-height: 2.6rem;
    border: 1px solid var(--line); border-radius: .45rem; padding: .3rem .6rem; width: 100%; box-sizing: border-box; }
  input[type=checkbox] { width: 1.15rem; height: 1.15rem; accent-color: var(--accent); margin: 0; }
  button { font: inherit; color: var(--accent); background: none; border: 1px solid currentColor; border-radius: .45rem;
    padding: .5rem 1rem; cursor: pointer; margin-top: 1rem; }
  :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
  ul { list-style: none; margin: 0; padding: 0; }
  li { display: grid; grid-template-columns: 8.5rem 1fr auto; gap: .1rem 1rem; padding: .65rem 0; border-top: 1px solid var(--line); }
  time { font-variant-numeric: tabular-nums; color: var(--soft); }
  .name { font-weight: 600; overflow-wrap: anywhere; }
  .state { font-size: .9rem; font-weight: 600; overflow-wrap: anywhere; }
  .cancelled .name, .cancelled time { text-decoration: line-through; }
  .place { color: var(--soft); font-size: .9rem; overflow-wrap: anywhere; }
  .links { display: flex; gap: .9rem; font-size: .9rem; align-self: start; }
  .status { color: var(--soft); margin: .5rem 0; min-height: 1.45em; }
  @container (max-width: 34rem) { li { grid-template-columns: 1fr; } .links:empty { display: none; } }
`;

const element = (name, properties = {}, ...children) => {
  const created = Object.assign(document.createElement(name), properties);
  created.append(...children);
  return created;
};

/* Null unless it is an http or https URL: other schemes could run a script. */
const webAddress = (text) => {
  try {
    const url = new URL(text);
    return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : null;
  } catch {
    return null;
  }
};

const link = (text, address) => element('a', { href: address, rel: 'noopener nofollow', textContent: text });

const SHEET = new CSSStyleSheet();
SHEET.replaceSync(STYLE);

class AthleticsCalendar extends HTMLElement {
  static observedAttributes = ['country', 'year', 'lang', 'src'];

  #root = this.attachShadow({ mode: 'open' });
  #competitions = [];
  #shown = SHOWN_AT_ONCE;
  #requests = 0;

  connectedCallback() {
    this.#build();
    this.#load();
  }

  attributeChangedCallback() {
    if (this.isConnected && this.#root.hasChildNodes()) {
      this.connectedCallback();
    }
  }

  get #language() {
    const tag = this.getAttribute('lang') || this.closest('[lang]')?.lang || document.documentElement.lang || navigator.language;
    // Shortened from its end until it is valid (RFC 4647, 3.4).
    for (let range = tag.trim().replaceAll('_', '-'); range; range = range.replace(/-?[^-]*$/, '')) {
      try {
        return Intl.getCanonicalLocales(range)[0];
      } catch {
        // Shorter.
      }
    }
    return 'en';
  }

  #label(which) {
    const language = this.#language.split('-')[0];
    return (LABELS[language === 'no' || language === 'nn' ? 'nb' : language] ?? LABELS.en)[which];
  }

  get #year() {
    const year = this.getAttribute('year') ?? '';
    return /^\d{4}$/.test(year) ? year : String(new Date().getFullYear());
  }

  get #country() {
    const country = (this.getAttribute('country') ?? '').toUpperCase();
    return /^[A-Z]{3}$/.test(country) && country !== 'EUR' ? country : null;
  }

  #address(ending, folder = '.') {
    const name = this.#country ? `domestic_calendar_${this.#country}` : 'european_calendar';
    return new URL(`${folder}/${name}${ending}`, new URL(this.getAttribute('src') || '.', import.meta.url));
  }

  #countryName(code) {
    try {
      return new Intl.DisplayNames(this.#language, { type: 'region' }).of(ALPHA_2[code]) ?? code;
    } catch {
      return code;
    }
  }

  #build() {
    const title = [this.#label(TITLE), this.#country && this.#countryName(this.#country), this.#year].filter(Boolean).join(' · ');
    const subscribe = this.#address('.ics');
    const change = () => { this.#shown = SHOWN_AT_ONCE; this.#show(); };
    const select = (name, label, all) => element('label', { textContent: label },
      element('select', { name, onchange: change }, element('option', { value: '', textContent: all })));
    const months = select('month', this.#label(MONTH), this.#label(ALL_MONTHS));
    for (let month = 1; month <= 12; month++) {
      months.lastChild.append(element('option', { value: String(month).padStart(2, '0'), textContent: this.#monthName(month) }));
    }
    const form = element('form', { role: 'search', onsubmit: (event) => event.preventDefault() },
      element('label', { textContent: this.#label(SEARCH) }, element('input', { type: 'search', name: 'words', autocomplete: 'off', oninput: change })),
      months);
    if (!this.#country) {
      form.append(select('country', this.#label(COUNTRY), this.#label(ALL_COUNTRIES)));
    }
    form.append(element('label', { className: 'check' }, element('input', { type: 'checkbox', name: 'past', onchange: change }), this.#label(PAST)));
    const heading = element('h2', { id: 'title', textContent: title });
    const header = element('header', {}, heading,
      element('a', { href: subscribe.href.replace(/^https?:/, 'webcal:'), textContent: this.#label(SUBSCRIBE) }));
    const status = element('p', { className: 'status' });
    status.setAttribute('role', 'status');
    const section = element('section', {}, header, form, status, element('div', { id: 'list' }));
    section.setAttribute('aria-labelledby', 'title');
    section.lang = this.#language;
    // Not a style element, which a page's style-src may refuse.
    this.#root.adoptedStyleSheets = [SHEET];
    this.#root.replaceChildren(section);
  }

  /* The files of the folder beside have the status; a copy of this folder alone shows the calendar without. */
  #fetchYear(year) {
    return this.#fetch(this.#address(`_${year}.json`, '../athcal')).catch(() => this.#fetch(this.#address(`_${year}.json`)));
  }

  async #fetch(address) {
    const response = await fetch(address, { credentials: 'omit', referrerPolicy: 'no-referrer' });
    if (!response.ok) {
      throw new Error(response.status);
    }
    return response.json();
  }

  /* A competition that lasts into this year is in the file of the year before only, which may not exist. */
  async #load() {
    const request = ++this.#requests;
    this.#status('…');
    try {
      const [before, ofYear] = await Promise.all([this.#fetchYear(this.#year - 1).catch(() => []), this.#fetchYear(this.#year)]);
      const competitions = [...before.filter((competition) => competition.finish_date >= `${this.#year}-01-01`), ...ofYear];
      if (request !== this.#requests) {
        return;
      }
      this.#competitions = competitions.map((competition) => ({
        ...competition,
        text: searchText(competition),
      }));
      this.#fillCountries();
      this.#updatePastFilter();
      this.#show();
    } catch {
      if (request === this.#requests) {
        this.#status(this.#label(FAILED));
        this.#list(element('button', { type: 'button', textContent: this.#label(AGAIN), onclick: () => this.#load() }));
      }
    }
  }

  #fillCountries() {
    const select = this.#root.querySelector('select[name=country]');
    const codes = [...new Set(this.#competitions.map((competition) => competition.country_id))];
    const named = codes.map((code) => [this.#countryName(code), code]).sort((a, b) => a[0].localeCompare(b[0], this.#language));
    select?.append(...named.map(([name, code]) => element('option', { value: code, textContent: name })));
  }

  /* The filter is shown only if there are both past and future competitions. */
  #updatePastFilter() {
    const isPast = this.#competitions.filter((competition) => competition.finish_date < this.#today).length;
    const choice = isPast > 0 && isPast < this.#competitions.length;
    this.#field('past').checked = !choice;
    this.#field('past').parentNode.hidden = !choice;
  }

  get #today() {
    const now = new Date();
    return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, '0')).join('-');
  }

  #field(name) {
    return this.#root.querySelector(`[name=${name}]`);
  }

  /* First day of the chosen month or else of the year. */
  get #firstDay() {
    return `${this.#year}-${this.#field('month').value || '01'}-01`;
  }

  #filtered() {
    const found = searchTest(this.#field('words').value);
    const first = this.#firstDay;
    const last = this.#field('month').value ? first.slice(0, 8) + '31' : `${this.#year}-12-31`;
    const country = this.#field('country')?.value ?? '';
    const past = this.#field('past').checked;
    return this.#competitions.filter((competition) =>
      found(competition.text) &&
      competition.date <= last && competition.finish_date >= first &&
      (country === '' || competition.country_id === country) &&
      (past || competition.finish_date >= this.#today));
  }

  #show() {
    const filtered = this.#filtered();
    this.#status(filtered.length === 0 ? this.#label(NONE) : new Intl.NumberFormat(this.#language).format(filtered.length));
    const parts = [];
    let month = '';
    for (const competition of filtered.slice(0, this.#shown)) {
      const day = competition.date > this.#firstDay ? competition.date : this.#firstDay;
      if (day.slice(0, 7) !== month) {
        month = day.slice(0, 7);
        parts.push(element('h3', { textContent: this.#monthName(Number(month.slice(5))) }), element('ul'));
      }
      parts.at(-1).append(this.#item(competition));
    }
    if (filtered.length > this.#shown) {
      const more = () => { this.#shown += SHOWN_AT_ONCE; this.#show(); };
      parts.push(element('button', { type: 'button', textContent: this.#label(MORE), onclick: more }));
    }
    this.#list(...parts);
  }

  #item(competition) {
    const website = webAddress(competition.website);
    const name = element('div', { className: 'name' });
    name.append(website ? link(competition.full_name, website) : competition.full_name);
    const country = this.#country ? '' : this.#countryName(competition.country_id);
    const place = [competition.city, country].filter(Boolean).join(', ');
    const links = element('div', { className: 'links' });
    for (const [which, member] of [[ENTRIES, 'entry_link'], [RESULTS, 'results_link']]) {
      const address = webAddress(competition[member]);
      if (address) {
        const to = link(this.#label(which), address);
        to.setAttribute('aria-label', `${this.#label(which)}: ${competition.full_name}`);
        links.append(to);
      }
    }
    const what = element('div', {}, name);
    if (place) {
      what.append(element('div', { className: 'place', textContent: place }));
    }
    const { status, reason } = competition.status ?? {};
    const state = [status in STATUSES && this.#label(STATUSES[status]), reason].filter(Boolean).join(': ');
    if (state) {
      what.append(element('div', { className: 'state', textContent: state }));
    }
    return element('li', { className: status === 'cancelled' ? status : '' }, element('time', { dateTime: competition.date, textContent: this.#days(competition) }), what, links);
  }

  #days({ date, finish_date: finish }) {
    const format = new Intl.DateTimeFormat(this.#language, { weekday: date === finish ? 'short' : undefined, day: 'numeric', month: 'short', timeZone: 'UTC' });
    return format.formatRange(new Date(date), new Date(finish));
  }

  #monthName(month) {
    return new Intl.DateTimeFormat(this.#language, { month: 'long', timeZone: 'UTC' }).format(new Date(Date.UTC(2024, month - 1, 1)));
  }

  #status(text) {
    this.#root.querySelector('.status').textContent = text;
  }

  #list(...parts) {
    this.#root.querySelector('#list').replaceChildren(...parts);
  }
}

if (!customElements.get('athletics-calendar')) {
  customElements.define('athletics-calendar', AthleticsCalendar);
}
