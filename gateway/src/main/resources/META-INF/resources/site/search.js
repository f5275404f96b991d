// Search as the API's `q` does it: every word must be the beginning of a word of the text, accents and case do not matter.
// Also the first part of the published web component.

/* Letters with their spelling, "-" for none: the table transliteration.txt of competition-service. */
const SPELLINGS = new Map([...`
  ß ss  æ ae  œ oe  ø o  đ d  ð d  þ th  ħ h  ı i  ĸ k  ł l  ŋ n  ŧ t  ŉ n  ſ s  ə e  ƒ f  ơ o  ư u  ĳ ij  ŀ l  ȷ j  ʼ -  α a  β v  γ g  δ d  ε e  ζ z
  η i  θ th  ι i  κ k  λ l  μ m  ν n  ξ x  ο o  π p  ρ r  σ s  ς s  τ t  υ y  φ f  χ ch  ψ ps  ω o  а a  б b  в v  г g  ґ g  ѓ gj  д d  ђ d  е e  ё e
  є ye  ж zh  з z  ѕ dz  и i  і i  ї yi  й y  ј j  к k  ќ kj  л l  љ lj  м m  н n  њ nj  о o  п p  р r  с s  т t  ћ c  у u  ў u  ф f  х h  ц ts  ч ch
  џ dz  ш sh  щ sht  ъ -  ы y  ь -  э e  ю yu  я ya  қ k  ғ g  ң n  ү u  ұ u  һ h  ө o  ә a  ა a  ბ b  გ g  დ d  ე e  ვ v  ზ z  თ t  ი i  კ k  ლ l  მ m
  ნ n  ო o  პ p  ჟ zh  რ r  ს s  ტ t  უ u  ფ p  ქ k  ღ gh  ყ q  შ sh  ჩ ch  ც ts  ძ dz  წ ts  ჭ ch  ხ kh  ჯ j  ჰ h  ա a  բ b  գ g  դ d  ե e  զ z  է e
  ը y  թ t  ժ zh  ի i  լ l  խ kh  ծ ts  կ k  հ h  ձ dz  ղ gh  ճ ch  մ m  յ y  ն n  շ sh  ո o  չ ch  պ p  ջ j  ռ r  ս s  վ v  տ t  ր r  ց ts  ւ u  փ p
  ք k  և ev  օ o  ֆ f  א a  ב b  ג g  ד d  ה h  ו v  ז z  ח h  ט t  י y  כ k  ך k  ל l  מ m  ם m  נ n  ן n  ס s  ע a  פ p  ף p  צ ts  ץ ts  ק k  ר r
  ש sh  ת t
`.matchAll(/(\S+) (\S+)/g)].map(([, letter, text]) => [letter, text.replace("-", "")]));

/* Scripts in which a combining mark is an accent; in Japanese it makes another letter. */
const ACCENTED = /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Hebrew}\p{Script=Inherited}]/u;
const APOSTROPHES = /[`\u00b4\u02b9\u02bb-\u02bf\u02c8\u02ca\u02cb\u0374\u0384\u055a\u05f3\u1fbd\u1fbf\u1fef\u1ffd\u1ffe\u2018\u2019\u201b\u2032\u2035\ua78c\uff07\uff40]/g;

function spell(letter) {
  if (!SPELLINGS.has(letter)) {
    const parts = ACCENTED.test(letter) ? [...letter.normalize("NFD")].filter((part) => !/\p{Mn}/u.test(part)) : [letter];
    SPELLINGS.set(letter, parts.map((part) => SPELLINGS.get(part) ?? part).join(""));
  }
  return SPELLINGS.get(letter);
}

/**
 * Words in lower-case Latin letters, with an apostrophe where an article may have been elided. Neither an invisible character
 * nor the dot of the Catalan "l·l" separates words.
 */
export function foldedWords(text) {
  return text.replace(APOSTROPHES, "'").normalize("NFKC").toLowerCase().replace(/[^\0-\x7f]/gu, spell)
    .replace(/l[\u00b7\u2022\u2027\u2219\u22c5](?=l)/g, "l").replace(/\p{Cf}/gu, "")
    .split(/[^\p{L}\p{N}']+/u).map((word) => word.split("'").filter(Boolean).join("'")).filter(Boolean);
}

/** Text of a competition to search in: each word, and the parts of one with an apostrophe. */
export function searchText({ full_name, short_name, name_local, city, address }) {
  const words = foldedWords([full_name, short_name, name_local, city, address].join(" "));
  return " " + words.flatMap((word) => [word.replaceAll("'", ""), ...word.split("'")]).join(" ");
}

/** Returns a test for texts of `searchText`. */
export function searchTest(query) {
  const words = foldedWords(query);
  return (text) => words.every((word) => text.includes(" " + word.replaceAll("'", ""))
    || word.split("'").every((part) => text.includes(" " + part)));
}
