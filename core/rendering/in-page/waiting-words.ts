/*
 * How a page says that it waits, in the languages most of the web is written in. As words of an element of their own:
 * "Loading", "Loading products …"; never within a sentence.
 */

/** Each may be followed by what is loaded. */
const PHRASES = [
  'please wait|just a moment|one moment(,? please)?|hang on|hold on|fetching|initiali[sz]ing|preparing', // English
  'wird geladen|werden geladen|bitte warten|einen moment( bitte)?|lädt( gerade)?|seite wird geladen|daten werden geladen', // German
  'chargement( en cours)?|veuillez patienter|un instant|merci de patienter', // French
  'cargando|espere( por favor)?|por favor,? espere|un momento', // Spanish
  'carregando|a carregar|aguarde|por favor,? aguarde|um momento', // Portuguese
  'caricamento( in corso)?|attendere( prego)?|un attimo', // Italian
  'bezig met laden|wordt geladen|even geduld( a\\.?u\\.?b\\.?)?|een moment( geduld)?', // Dutch
  'ładowanie|wczytywanie|trwa ładowanie|proszę czekać', // Polish
  'загрузка|загружается|идёт загрузка|идет загрузка|подождите|пожалуйста,? подождите', // Russian
  'завантаження|зачекайте|будь ласка,? зачекайте', // Ukrainian
  'načítání|načítá se|načítava sa|čekejte( prosím)?|prosím čekejte', // Czech, Slovak
  'betöltés( folyamatban)?|kérjük,? várjon', // Hungarian
  'se încarcă|vă rugăm așteptați', // Romanian
  'yükleniyor|lütfen bekleyin', // Turkish
  'laddar|läser in|vänta|var god vänta', // Swedish
  'indlæser|henter|vent venligst|laster inn|vennligst vent', // Danish, Norwegian
  'ladataan|lataa|odota( hetki)?', // Finnish
  'φόρτωση|γίνεται φόρτωση|παρακαλώ περιμένετε', // Greek
  '読み込み中(です)?|読込中|ロード中|ローディング中?|しばらくお待ちください|お待ちください', // Japanese
  '加载中|正在加载|载入中|正在载入|請稍候|请稍候|請稍等|请稍等|載入中|正在載入', // Chinese
  '로딩 ?중(입니다)?|불러오는 ?중(입니다)?|로드 ?중|잠시만 기다려 ?주세요', // Korean
  'جار التحميل|جاري التحميل|جارٍ التحميل|يرجى الانتظار', // Arabic
  'טוען|נא להמתין', // Hebrew
  'लोड हो रहा है|कृपया प्रतीक्षा करें', // Hindi
  'กำลังโหลด|โปรดรอสักครู่', // Thai
  'đang tải|vui lòng chờ', // Vietnamese
  'memuat|sedang memuat|mohon tunggu', // Indonesian
  'در حال بارگذاری', // Persian
];

/** Words that name something else as well. */
const WORDS = ['loading', 'laden', 'laster', 'carga', 'connecting', 'wait'];

const DOTS = '[\\s.…。·]*';
const what = `(\\s[^.…!?]{1,40})?`;

export const SAYS_IT_WAITS = {
  /** Says it as it stands. */
  plain: new RegExp(`^(loading|${PHRASES.join('|')})${DOTS}$`, 'iu'),
  /** Says it by its dots, and may say what it waits for. */
  withDots: new RegExp(`^(${[...WORDS, ...PHRASES].join('|')})${what}\\s*(\\.{2,}|…)\\s*$`, 'iu'),
};
