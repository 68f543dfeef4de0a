// The words of the generated candidates. Each name has a spelling in ASCII for the e-mail address.

export const FIRST_NAMES: readonly (readonly [string, string])[] = [
  ["Amara", "amara"],
  ["Björn", "bjoern"],
  ["Chloé", "chloe"],
  ["Dmitri", "dmitri"],
  ["Elif", "elif"],
  ["Farid", "farid"],
  ["Grace", "grace"],
  ["Hiroshi", "hiroshi"],
  ["Ingrid", "ingrid"],
  ["João", "joao"],
  ["Kenji", "kenji"],
  ["Łukasz", "lukasz"],
  ["Maria", "maria"],
  ["Noah", "noah"],
  ["Oluwaseun", "oluwaseun"],
  ["Priya", "priya"],
  ["Quentin", "quentin"],
  ["Rosa", "rosa"],
  ["Søren", "soren"],
  ["Tomás", "tomas"],
  ["Ursula", "ursula"],
  ["Valentina", "valentina"],
  ["William", "william"],
  ["Zsófia", "zsofia"],
  ["美咲", "misaki"],
  ["伟", "wei"],
  ["지우", "jiwoo"],
  ["Алексей", "aleksei"],
  ["محمد", "mohammed"],
  ["नेहा", "neha"],
];

export const LAST_NAMES: readonly (readonly [string, string])[] = [
  ["Abebe", "abebe"],
  ["Björnsdóttir", "bjornsdottir"],
  ["Castillo", "castillo"],
  ["Dubois", "dubois"],
  ["Eriksen", "eriksen"],
  ["Fischer", "fischer"],
  ["García Márquez", "garcia-marquez"],
  ["Haddad", "haddad"],
  ["Ivanova", "ivanova"],
  ["Jansen", "jansen"],
  ["Kowalski", "kowalski"],
  ["Lindström", "lindstrom"],
  ["Müller", "mueller"],
  ["Nguyễn", "nguyen"],
  ["O'Connor", "o'connor"],
  ["Papadopoulos", "papadopoulos"],
  ["Rossi", "rossi"],
  ["Schröder", "schroeder"],
  ["Tanaka", "tanaka"],
  ["Usman", "usman"],
  ["van der Berg", "vanderberg"],
  ["Williams", "williams"],
  ["Yılmaz", "yilmaz"],
  ["Ziegler", "ziegler"],
  ["田中", "tanaka"],
  ["王", "wang"],
  ["김", "kim"],
  ["Петрова", "petrova"],
  ["السيد", "elsayed"],
  ["शर्मा", "sharma"],
];

export const COMPANIES = [
  "Northwind Traders",
  "Globex",
  "Initech",
  "Umbrella Logistics",
  "Soylent Foods",
  "Stark & Söhne",
  "Wayne Motors",
  "Hooli",
  "Vandelay Imports",
  "株式会社あかつき",
];
export const TITLES = [
  "Software Engineer",
  "Product Designer",
  "Head of Sales",
  "Nurse",
  "Warehouse Lead",
  "Data Analyst",
  "Account Manager",
  "Chef de Projet",
  "Werkstudent",
  "Controller",
];
export const SOURCES = ["Referral", "Careers page", "LinkedIn", "Job fair", "Agency", "Indeed"];
export const DOMAINS = ["example.com", "example.org", "mail.example.net", "example.co"];

/** City, country, state and street. */
export const PLACES: readonly (readonly [string, string, string, string])[] = [
  ["Hamburg", "DE", "Hamburg", "Große Elbstraße"],
  ["Lyon", "FR", "Auvergne-Rhône-Alpes", "Rue de la République"],
  ["Austin", "US", "Texas", "Congress Avenue"],
  ["大阪市", "JP", "大阪府", "中央区本町"],
  ["São Paulo", "BR", "SP", "Avenida Paulista"],
  ["Kraków", "PL", "Małopolskie", "ulica Floriańska"],
  ["Malmö", "SE", "Skåne", "Södra Förstadsgatan"],
  ["القاهرة", "EG", "القاهرة", "شارع طلعت حرب"],
];

export const STAGES = ["Applied", "Screening", "Phone interview", "On-site interview", "Offer", "Hired"];
export const JOBS = [
  "Backend Engineer",
  "Frontend Engineer",
  "Recruiter",
  "Sales Lead EMEA",
  "Night Nurse (m/w/d)",
  "Forklift Driver",
  "Office Manager",
  "QA Engineer",
  "Data Engineer",
  "Barista",
];
export const TAGS = ["Strong profile", "Relocation", "Speaks German", "Remote only", "Second round", "Alumni", "Do not contact", "⭐ favourite"];
export const REJECTIONS = ["Skills", "Salary expectations", "Position filled", "Withdrew"];
export const SOCIAL = [
  ["LINKEDIN", "https://www.linkedin.com/in/"],
  ["GITHUB", "https://github.com/"],
  ["XING", "https://www.xing.com/profile/"],
  ["TWITTER", "https://twitter.com/"],
];

/** Texts that a careless JSON parser or writer gets wrong. */
export const AWKWARD = [
  'says "hello" and leaves',
  "back\\slash \\u0041 \\",
  "line one\nline two\r\n\ttabbed",
  "astral 👩🏽‍💻 𝒳 🇩🇪",
  "</script><b>&amp;",
  "separators \u2028 and \u2029",
  "control \u0000 \u001f \u007f",
  "  spaces around  ",
  "אבג abc עברית",
  "e\u0301 is not \u00e9",
];
