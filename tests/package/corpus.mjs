// Documents that are valid JSON, almost JSON, or not JSON, in the style of the well-known parsing corpora. This file does not
// say which of them are valid: `JSON.parse` decides. The names only identify a document in a failure.

const encoder = new TextEncoder();
const NUL = String.fromCharCode(0);

/** @param {...(string | number[])} parts text, or bytes */
export function bytes(...parts) {
  return Uint8Array.from(parts.flatMap((part) => (typeof part === "string" ? [...encoder.encode(part)] : part)));
}

/** @param {string} open @param {string} inside @param {string} close @param {number} levels */
export const nested = (open, inside, close, levels) => open.repeat(levels) + inside + close.repeat(levels);

const LITERALS = ["null", "true", "false", "nul", "nulll", "Null", "NULL", "True", "tru", "fals", "falsee", "undefined", "nan", "NaN", "Infinity", "-Infinity", "a", "x", "$", "n ull", "nullfalse", "null null"];

const NUMBERS = [
  ..."0 -0 0.0 -0.0 1 -1 10 123456789 1.5 -1.5 0.1 0.5e1 1e1 1E1 1e+1 1e-1 1E-2 1.0e0 1.25E+2 0e0 0e+1 -0e-1".split(" "),
  ..."1e308 1.7976931348623157e308 1e309 -1e309 1e99999 -1e99999 1e-323 5e-324 2e-324 1e-400 -1e-400 1e-99999 0.4e00669999999999999999999999999999999999999999999999999999999999999 123.456e78".split(" "),
  ..."9007199254740991 9007199254740992 9007199254740993 -9007199254740993 18446744073709551616 100000000000000000000000 123456789012345678901234567890 0.1000000000000000055511151231257827 2.2250738585072014e-308 2.2250738585072011e-308 1.00000000000000011102230246251565".split(" "),
  `1${"0".repeat(400)}`, `0.${"0".repeat(400)}1`, `1e${"0".repeat(300)}5`, `-${"9".repeat(1000)}`, `1.${"3".repeat(1000)}`,
  ..."- -- -a +1 ++1 01 -01 00 012 0x1 0x 0X1F 0b1 0o7 1_000 1,000 .5 -.5 . -. 1. -1. 1.e1 .e1 0.e 0. 2.e+3 1e 1E 1e+ 1e- 1ee1 1e1e1 1e1.5 1e1. 1+1 1-1 1.2.3 --1 -Infinity 1a 1e1a 0e 0e+ 0E 0E+ 1.0e 1.0e+ 1eE2 0.3e 0.3e+ 1/2 1L 1n 1f ٣ １ 1２ 1.٣ −1".split(" "),
  "1 000", "- 1", "1 .5", "1. 5", "1e 1", "1\u00a0",
];

/** Contents of strings, allowed and not allowed. */
const IN_STRINGS = [
  "", "a", " ", "/", "'", "text", "ä", "ß日本語", "\u{1f600}", "\u{10ffff}", "\u007f", "\u0080", "\u2028", "\u2029", "\ufeff", "\uffff", "\ufffd", "\u00a0",
  '\\"', "\\\\", "\\/", "\\b\\f\\n\\r\\t", "\\u0041", "\\u00e4", "\\u0000", "\\u001f", "\\u2028", "\\uFFFF", "\\ufeff", "\\uAbCd", "\\\\u0041", '\\\\\\"', "\\u005C", "\\u0022", "\\u005f\\u005fproto\\u005f\\u005f",
  "\\ud83d\\ude00", "\\uD83D\\uDE00", "\\ud83d", "\\ude00", "\\ude00\\ud83d", "\\ud83d\\ud83d\\ude00", "\\ud83dx", "x\\ude00", "\\ud83d\\u0041", "\\ud83d\\n", "\\ud83d\u{1f600}", "\\udbff\\udfff", "\\ud800\\udc00", "\\ud83d\\\\ude00",
  "\\", "\\a", "\\x41", "\\'", "\\0", "\\1", "\\v", "\\e", "\\ ", "\\U0041", "\\u", "\\u0", "\\u00", "\\u004", "\\u004g", "\\u+041", "\\u 041", "\\u{41}", "\\u-041", "\\ud83d\\u", "\\ud83d\\ude0", "\\ud83d\\udxxx", "\\uD8 00", "\\\n", "\\\u{1f600}", "\\ä", `\\${NUL}`,
  ...Array.from({ length: 32 }, (_, code) => `a${String.fromCharCode(code)}b`),
  // Lengths around the block widths of a fast scan.
  ...[7, 8, 15, 16, 17, 31, 32, 33, 63, 64, 65].flatMap((length) => {
    const text = "x".repeat(length);
    return [text, `${text}\\n`, `${text}\\"${text}`, `${text}\\`, `${text}\n`, `${text}ä`, `${text}\\ud83d`, `${text}\u0001${text}`];
  }),
];

const ARRAYS = ["[]", "[ ]", "[\n]", "[1]", "[1,2]", "[ 1 , 2 ]", "[[]]", "[[],[]]", "[{}]", "[null,true,\"x\",1.5,{},[]]", "[", "]", "[1", "[1,", "[1,]", "[,1]", "[,]", "[1,,2]", "[,,]", "[1 2]", "[1:2]", "[1;2]", "[[", "[[]", "[]]", "[1]]", "[1}", "{]", "[\"", "[\"a", "[\"a,", "[a", "[a]", "[-]", "[*]", "[/**/]", "[1//\n]", "[<null>]", "[\"a\" \"b\"]", "[1,\n1\n,1]", "[\u00a01]", "[\f1]", "[\v1]", "[\u20601]", "[\\n]", "[\"\"a]", "[u\"a\"]", "['a']", "[`a`]", "[...1]"];

const OBJECTS = [
  "{}", "{ }", '{"":0}', '{"a":1}', '{ "a" : 1 }', '{"a":1,"b":2}', '{"a":{"b":{"c":[]}}}', '{"a":1,"a":2}', '{"a":1,"a":1}', '{"a":{"b":1},"a":{}}', '{"a":1,"\\u0061":2}', '{"b":1,"a":2,"b":3}', '{"1":1,"0":0}', '{"\\n":1}', '{"\\ud83d":1}', '{"ä":1,"a\u0308":2}',
  '{"__proto__":1}', '{"__proto__":{}}', '{"__proto__":null}', '{"__proto__":{"x":1},"x":2}', '{"__proto__":1,"__proto__":{"a":2}}', '{"\\u005f_proto__":[]}', '{"constructor":{"prototype":1},"toString":0,"hasOwnProperty":null,"valueOf":"","then":1,"toJSON":2}',
  "{", "}", '{"', '{"a', '{"a"', '{"a":', '{"a":1', '{"a":1,', '{"a":1,}', '{"a":1,,"b":2}', '{,"a":1}', "{,}", '{"a"}', '{"a",1}', '{"a" 1}', '{"a"::1}', '{"a":}', '{:1}', "{1:1}", "{a:1}", "{'a':1}", "{null:1}", "{[]:1}", "{{}:1}", '{"a":1 "b":2}', '{"a":1;"b":2}', '{"a":1]', '{"a":1}}', '{"a":1}{', '{"a":1},', '{"a":1}#', '{"a":1}/**/', '{"a":/*x*/1}', '{"a":"b', '{"a":"b"', '{"a":a}', '{"a"\u00a0:1}', '{"a\n":1}', '{"a\t":1}', '{"a":1,"b"}', '{"a":1,b:2}', '{"\\x":1}', '{"\\ud8":1}', '{"a":\'b\'}', "{...{}}", '{"a":[}', '{"a":[1}]',
];

const SPACES = [" ", "\t", "\n", "\r", "\r\n", "  \t\n\r ", "\f", "\v", "\u00a0", "\u0085", "\u1680", "\u2003", "\u2028", "\u2029", "\u3000", "\u200b", "\ufeff", "\u2060", NUL, "\u001f", "\\n", "//\n", "/**/", "#\n", "&nbsp;"];

const STRUCTURES = ["", " ", ",", ":", "\"", "'", "''", "abc", "1 1", "1,1", "[] []", "{} {}", "true false", "\"a\" \"b\"", "\"a\":1", "<!doctype html>", "<x/>", "]]]", "}}}", "[1]x", "{}x", "2@", "\\", "\\u0041", "$1", "!", "~", "`", "(1)", "1;", "=1", "@", "[\"\\u0061\"", "\"\\", "\"\\u", "\"\\u12", '"a', "\"a\u0000", "é", "\u{1f600}"];

/** Bytes that are not UTF-8, or barely: overlong, lone, truncated, too large, surrogate halves. */
const BYTES = [
  [0x80], [0xbf], [0xc0], [0xc0, 0x80], [0xc0, 0xaf], [0xc1, 0xbf], [0xc2], [0xc2, 0x41], [0xc3, 0xa4], [0xc3, 0x28], [0xdf, 0xbf], [0xe0, 0x80, 0x80], [0xe0, 0x9f, 0xbf], [0xe0, 0xa0, 0x80], [0xe2, 0x82], [0xe2, 0x82, 0xac], [0xe2, 0x28, 0xa1], [0xe2, 0x82, 0x28], [0xed, 0x9f, 0xbf], [0xed, 0xa0, 0x80], [0xed, 0xbf, 0xbf], [0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80], [0xee, 0x80, 0x80], [0xef, 0xbb, 0xbf], [0xef, 0xbf, 0xbd], [0xef, 0xbf, 0xbe], [0xf0, 0x80, 0x80, 0x80], [0xf0, 0x8f, 0xbf, 0xbf], [0xf0, 0x90, 0x80, 0x80], [0xf0, 0x9f, 0x98], [0xf0, 0x9f, 0x98, 0x80], [0xf0, 0x28, 0x8c, 0xbc], [0xf4, 0x8f, 0xbf, 0xbf], [0xf4, 0x90, 0x80, 0x80], [0xf5, 0x80, 0x80, 0x80], [0xf8, 0x88, 0x80, 0x80, 0x80], [0xfc, 0x80, 0x80, 0x80, 0x80, 0x80], [0xfe], [0xff], [0xff, 0xfe], [0xfe, 0xff], [0xc3, 0xc3, 0xa4], [0xa4, 0xc3],
];

const hex = (/** @type {number[]} */ list) => list.map((byte) => byte.toString(16)).join("");

/** @type {{ name: string, doc: Uint8Array }[]} */
export const DOCUMENTS = [
  ...[...LITERALS, ...NUMBERS, ...ARRAYS, ...OBJECTS, ...STRUCTURES].map((text) => ({ name: text, doc: bytes(text) })),
  ...NUMBERS.map((text) => ({ name: `[${text}]`, doc: bytes(`[${text}]`) })),
  ...IN_STRINGS.flatMap((text) => [`"${text}"`, `["${text}"]`, `{"${text}":"${text}"}`].map((text) => ({ name: text, doc: bytes(text) }))),
  ...SPACES.flatMap((space) => [`${space}1`, `1${space}`, `[1${space},2]`, `{${space}"a":1}`, `{"a"${space}:${space}1}`]).map((text) => ({ name: text, doc: bytes(text) })),
  ...BYTES.flatMap((list) => [
    { name: `bytes ${hex(list)} in a string`, doc: bytes('"a', list, 'b"') },
    { name: `bytes ${hex(list)} at a string's end`, doc: bytes('"', list, '"') },
    { name: `bytes ${hex(list)} in a key`, doc: bytes('{"', list, '":1}') },
    { name: `bytes ${hex(list)} alone`, doc: bytes(list) },
    { name: `bytes ${hex(list)} after 15`, doc: bytes('"123456789012345', list, '"') },
  ]),
].map(({ name, doc }) => ({ name: name.length > 60 ? `${name.slice(0, 60)}… (${doc.length} bytes)` : name, doc }));
