/*
 * How a page says that it waits, in the languages most of the web is written in. As words of an element of their own:
 * "Loading", "Loading products …"; never within a sentence.
 */

/** Each may be followed by what is loaded. */
const PHRASES = [
  'please wait|just a (moment|sec(ond)?)|one (moment|sec)(,? please)?|hang (on|tight)|hold on|fetching|retrieving|initiali[sz]ing|preparing|getting \\S+ ready|(now|still|page|data|content|products( are)?) loading', // English
  '(\\S+ )?(wird|werden) geladen|lade daten|bitte warten( sie)?|einen augenblick( bitte)?|einen moment( bitte)?|lädt( gerade)?|(seite|inhalt) lädt', // German
  'chargement( en cours)?|veuillez patienter|un instant(,? s.il vous pla[iî]t)?|merci de patienter', // French
  'cargando|espere( por favor)?|por favor,? espere|(espera )?un momento(,? por favor)?', // Spanish
  'carregando|a carregar|aguarde|por favor,? aguarde|um momento', // Portuguese
  'caricamento( in corso)?|sto caricando|attendere( prego)?|un attimo', // Italian
  'bezig met laden|aan het laden|moment geduld|wordt geladen|even geduld( a\\.?u\\.?b\\.?)?|een moment( geduld)?', // Dutch
  'ładowanie|wczytywanie|trwa ładowanie|proszę czekać', // Polish
  'загрузка|загружается|загружаем|идёт загрузка|идет загрузка|подождите|пожалуйста,? подождите', // Russian
  'завантаження|зачекайте|будь ласка,? зачекайте', // Ukrainian
  'načítání|načítám|načítá se|načítava sa|čekejte( prosím)?|prosím čekejte', // Czech, Slovak
  'betöltés( folyamatban)?|kérjük,? várjon', // Hungarian
  'se încarcă|vă rugăm așteptați', // Romanian
  '(\\S+ )?yükleniyor|lütfen bekleyin', // Turkish
  'laddar|hämtar|läser in|vänta|var god vänta', // Swedish
  'indlæser|henter|vent venligst|laster inn|vennligst vent', // Danish, Norwegian
  'ladataan|lataa|odota( hetki)?|hetkinen', // Finnish
  'φόρτωση|φορτώνει|γίνεται φόρτωση|παρακαλώ περιμένετε', // Greek
  '(データを)?読み込(み中(です)?|んでいます)|読込中|ロード中|ローディング中?|(少々|しばらく)?お待ちください', // Japanese
  '(数据|努力|页面)?加载中(，?请稍候|，?请稍等)?|正在加载|载入中|正在载入|請稍候|请稍候|請稍等|请稍等|載入中|正在載入', // Chinese
  '로딩 ?중(입니다)?|(데이터를 )?불러오는 ?중(입니다)?|로드 ?중|잠시만 기다려 ?주세요', // Korean
  'جار التحميل|جاري (ال)?تحميل|جارٍ التحميل|يرجى الانتظار', // Arabic
  'טוען|נא להמתין', // Hebrew
  'लोड हो रहा है|कृपया प्रतीक्षा करें', // Hindi
  'กำลังโหลด|(โปรด|กรุณา)รอสักครู่', // Thai
  'đang tải|vui lòng (chờ|đợi)', // Vietnamese
  'memuat|sedang memuat|mohon tunggu|silakan tunggu|memuatkan', // Indonesian, Malay
  'در حال بارگذاری', // Persian
  'učitavanje|učitavam|учитавање|nalaganje|се вчитува', // Croatian, Serbian, Slovenian, Macedonian
  'зареждане|жүктелуде', // Bulgarian, Kazakh
  'kraunama|ielādē|laadimine', // Lithuanian, Latvian, Estonian
  'carregant|kargatzen|hleð|duke u ngarkuar|yüklənir|inapakia', // Catalan, Basque, Icelandic, Albanian, Azerbaijani, Swahili
  'იტვირთება|բեռնվում է', // Georgian, Armenian
  'লোড হচ্ছে|ஏற்றுகிறது|لوڈ ہو رہا ہے', // Bengali, Tamil, Urdu
];

/** Words that name something else as well. */
const WORDS = ['loading', 'lade', 'laden', 'laster', 'carga', 'connecting', 'wait'];

const DOTS = '[\\s.…。·!]*';
/** Before and behind it: a bracket, a sign of an hourglass. */
const SIGNS = '[\\s\\p{So}\\p{Ps}\\uFE0F]*';
const CLOSED = '[\\s\\p{Pe}]*';
/** How far it is, or that one is asked to wait. */
const MORE = '(\\s*\\(?\\d+([.,]\\d+)? ?(%|/ ?\\d+)\\)?|,? (please wait|bitte warten|aguarde))?';
const what = `(\\s[^.…!?]{1,40})?`;

export const SAYS_IT_WAITS = {
  /** Says it as it stands. */
  plain: new RegExp(`^${SIGNS}(loading|${PHRASES.join('|')})${MORE}${DOTS}${CLOSED}$`, 'iu'),
  /** Says it by its dots, and may say what it waits for. */
  withDots: new RegExp(`^${SIGNS}(${[...WORDS, ...PHRASES].join('|')})${what}\\s*(\\.{2,}|…)\\s*$`, 'iu'),
};
