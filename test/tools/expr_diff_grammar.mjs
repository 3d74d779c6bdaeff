// A seeded grammar of expressions: typed, so that most of them mean something,
// with a share of type errors.

// mulberry32
function random(seed) {
	let a = seed >>> 0
	return () => {
		a = (a + 0x6d2b79f5) >>> 0
		let t = a
		t = Math.imul(t ^ (t >>> 15), t | 1)
		t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296
	}
}

export function* generate(seed, count) {
	const rand = random(seed)
	const int = n => Math.floor(rand() * n)
	const pick = list => list[int(list.length)]
	const chance = p => rand() < p
	const times = (least, most, f) => Array.from({ length: least + int(most - least + 1) }, f)
	let locals = [] // names of parameters and variables around

	const quote = s => (chance(0.5) ? JSON.stringify(s) : "'" + JSON.stringify(s).slice(1, -1).replace(/\\"/g, '"').replace(/'/g, "\\'") + "'")

	// ---- leaves ----
	const numbers = ['0', '1', '-1', '2', '3', '7', '10', '42', '100', '255', '0.1', '0.5', '1.5', '-2.5', '3.14159',
		'1e3', '1e21', '1e-7', '123456789', '9007199254740991', '0.1+0.2', 'NaN', 'Infinity', '-Infinity', '-0', '0xff',
		'0b101', '1_000', '5e-324', '1.7976931348623157e308', '4294967296', '2147483648', '-2147483649', '1e100']
	const strings = ['', 'a', 'abc', 'Hello', 'hello world', '  pad  ', '12', '3.5', '0x1f', '1e3', 'true', 'a,b,c', 'ß', 'ÀÉÎ',
		'naïve', '日本語', '😀', 'x😀y', 'a\nb\tc', 'tab\\t', 'A-B_C', 'foo.bar', '$& $1 $$', '%20', 'İI', 'ΑΣ', '\u2028', 'e\u0301']
	const numPaths = ['ctx.state.user.age', 'ctx.state.zero', 'ctx.state.items[0].price', 'ctx.state.items[2].qty', 'data.total',
		'vars.count', "ctx.state['my-step'].value", 'ctx.state.numbers[5]', 'ctx.state.words.length', 'ctx.state.items?.length']
	const strPaths = ['ctx.state.user.name', 'ctx.state.text', 'ctx.state.words[5]', 'ctx.state.words[7]', 'ctx.request.body.fileName',
		'ctx.request.body.n', 'ctx.request.params.id', 'vars.label', 'ctx.state.json', 'ctx.state.date', 'ctx.state.items[2].name', 'process.env.HOME']
	const arrPaths = ['ctx.state.items', 'ctx.state.numbers', 'ctx.state.words', 'ctx.state.user.tags', 'ctx.state.list', 'data.rows',
		'ctx.state.nested.a.b.c', 'ctx.error.message']
	const objPaths = ['ctx.state.user', 'ctx.state.items[1]', 'ctx.state.nested', 'ctx.state.empty', 'ctx.request', 'data', 'vars', 'ctx.state.nested.a']
	const oddPaths = ['ctx.state.nope', 'ctx.state.none', 'ctx.nope', 'ctx.state.user.email', 'vars.x', 'undefined', 'null', 'ctx.state.user.nope.deep',
		'ctx.state.none.x', 'nope', 'ctx?.state?.nope?.deep', 'ctx.state.nope?.[0].x', 'ctx.state.list[0]', 'process.env.NOPE']
	const regexes = ['/a/', '/[aeiou]/g', '/\\s+/', '/\\s+/g', '/(\\w)(\\d)?/', '/^(?<first>\\w+)/', '/l+/gi', '/./gu', '/./g', '/\\d+/g', '/[^a-z]/gi',
		'/b|c/', '/(a)|(b)/g', '/$/', '/^/gm', '/\\bw/', '/o(?=r)/', '/(?<!l)l/', '/,/g', '/(?:)/g', '/\\u{1F600}/u', '/[\\u00e0-\\u00ff]/g', '/(.)\\1/',
		'/x*/y', '/\\p{L}+/gu', '/[\\s\\S]/', '/a{1,2}/g', '/(?<y>\\d{4})-(?<m>\\d\\d)/', '/\\W/g', '/e.*?o/s']
	const dateTexts = ["'2024-01-15T10:20:30Z'", "'2024-03-10'", "'2024-07-04T12:00:00'", "'Jan 2, 2024 10:00'", "'2024/01/02'", "'Tue, 02 Jan 2024 10:00:00 GMT'",
		"'nope'", "'2024-02-30'", "'2024-13-01'", '0', '86400000', '1709251199999', '2024, 0, 31', '2024, 1, 29, 12, 30, 15, 500', "'2024-01-15T10:20:30+02:00'", "'1969-12-31T23:59:59.999Z'",
		"'2024-01'", "'2024'", "'12/25/1995'", "'Mon Jan 15 2024'", "'15 January 2024 3:04 PM'", "'2024-11-03T01:30:00'", "'2024-03-10T02:30:00'", 'NaN', '99, 5', '-1']

	const local = () => (locals.length && chance(0.6) ? pick(locals) : null)

	function num(d) {
		if (d <= 0) return local() ?? (chance(0.5) ? pick(numbers) : pick(numPaths))
		return pick([
			() => pick(numbers),
			() => pick(numPaths),
			() => local() ?? pick(numPaths),
			() => `(${num(d - 1)} ${pick(['+', '-', '*', '/', '%', '**', '&', '|', '^', '<<', '>>', '>>>'])} ${num(d - 1)})`,
			() => `${pick(['-', '+', '~'])}(${any(d - 1)})`,
			() => `Math.${pick(['abs', 'ceil', 'floor', 'round', 'trunc', 'sign', 'sqrt', 'fround', 'clz32'])}(${num(d - 1)})`,
			() => `Math.${pick(['max', 'min'])}(${times(0, 3, () => num(d - 1)).join(', ')})`,
			() => `Math.max(...${arr(d - 1)})`,
			() => `Number(${any(d - 1)})`,
			() => `parseInt(${str(d - 1)}${chance(0.4) ? ', ' + pick(['10', '16', '2', '36', '0', '37']) : ''})`,
			() => `parseFloat(${str(d - 1)})`,
			() => `${str(d - 1)}.length`,
			() => `${arr(d - 1)}.length`,
			() => `${str(d - 1)}.${pick(['indexOf', 'lastIndexOf'])}(${str(d - 1)}${chance(0.3) ? ', ' + num(0) : ''})`,
			() => `${str(d - 1)}.${pick(['charCodeAt', 'codePointAt'])}(${num(d - 2)})`,
			() => `${str(d - 1)}.search(${pick(regexes)})`,
			() => `${arr(d - 1)}.${pick(['indexOf', 'lastIndexOf'])}(${any(d - 1)})`,
			() => `${arr(d - 1)}.${pick(['findIndex', 'findLastIndex'])}(${fn(1, bool, d - 1)})`,
			() => `${arr(d - 1)}.reduce((${scoped(['acc', 'it'], () => `acc, it) => ${num(d - 1)}`)}${chance(0.8) ? ', ' + num(d - 2) : ''})`,
			() => `(${bool(d - 1)} ? ${num(d - 1)} : ${num(d - 1)})`,
			() => `(${any(d - 1)} ?? ${num(d - 1)})`,
			() => `new Date(${pick(dateTexts)}).${pick(['getTime', 'getUTCFullYear', 'getMonth', 'getUTCDate', 'getUTCDay', 'getHours', 'getUTCHours', 'getMinutes', 'getUTCMilliseconds', 'getDate', 'valueOf', 'getTimezoneOffset', 'getYear'])}()`,
			() => `Date.UTC(${times(1, 4, () => num(0)).join(', ')})`,
			() => `Date.parse(${pick(dateTexts)})`,
			() => `new Set(${arr(d - 1)}).size`,
			() => `Object.keys(${obj(d - 1)}).length`,
		])()
	}

	function str(d) {
		if (d <= 0) return local() ?? (chance(0.5) ? quote(pick(strings)) : pick(strPaths))
		return pick([
			() => quote(pick(strings)),
			() => pick(strPaths),
			() => `(${str(d - 1)} + ${any(d - 1)})`,
			() => '`' + times(1, 3, () => pick(['', 'x', ' é ', '\\n', '$']) + '${' + any(d - 1) + '}').join('') + '`',
			() => `String(${any(d - 1)})`,
			() => `${str(d - 1)}.${pick(['toUpperCase', 'toLowerCase', 'trim', 'trimStart', 'trimEnd', 'toString', 'valueOf'])}()`,
			() => `${str(d - 1)}.${pick(['slice', 'substring', 'substr'])}(${num(0)}${chance(0.6) ? ', ' + num(0) : ''})`,
			() => `${str(d - 1)}.${pick(['padStart', 'padEnd'])}(${pick(['0', '5', '8', '12'])}${chance(0.6) ? ', ' + str(0) : ''})`,
			() => `${str(d - 1)}.repeat(${pick(['0', '1', '3', '-1', '2.7'])})`,
			() => `${str(d - 1)}.${pick(['at', 'charAt'])}(${num(0)})`,
			() => `${str(d - 1)}[${pick(['0', '1', '-1', '99', "'length'", "'x'"])}]`,
			() => `${str(d - 1)}.${pick(['replace', 'replaceAll'])}(${chance(0.5) ? pick(regexes) : str(d - 1)}, ${chance(0.6) ? quote(pick(['-', '$&', '[$1]', '$$', '$<first>', "$'", '$`', ''])) : fn(1, str, d - 1)})`,
			() => `${arr(d - 1)}.join(${chance(0.7) ? str(0) : ''})`,
			() => `JSON.stringify(${any(d - 1)}${chance(0.2) ? ', null, ' + pick(['2', "'\\t'", "'--'"]) : ''})`,
			() => `(${num(d - 1)}).toFixed(${pick(['0', '1', '2', '5', '20', ''])})`,
			() => `(${num(d - 1)}).toString(${pick(['', '', '2', '16', '36', '8', '1'])})`,
			() => `(${num(d - 1)}).${pick(['toPrecision', 'toExponential'])}(${pick(['', '1', '3', '10'])})`,
			() => `(${num(d - 1)}).toLocaleString()`,
			() => `encodeURIComponent(${str(d - 1)})`,
			() => `${pick(['decodeURIComponent', 'encodeURI', 'decodeURI', 'btoa'])}(${str(d - 1)})`,
			() => `typeof ${any(d - 1)}`,
			() => `new Date(${pick(dateTexts)}).${pick(['toISOString', 'toJSON', 'toUTCString', 'toString', 'toDateString', 'toTimeString', 'toLocaleDateString', 'toLocaleTimeString', 'toLocaleString'])}()`,
			() => `String.${pick(['fromCharCode', 'fromCodePoint'])}(${times(1, 3, () => pick(['65', '233', '8364', '128512', '55357', '97.5', '-1'])).join(', ')})`,
			() => `(${bool(d - 1)} ? ${str(d - 1)} : ${any(d - 1)})`,
			() => `(${any(d - 1)} || ${str(d - 1)})`,
			() => `${pick(regexes)}.source`,
			() => `${str(d - 1)}.concat(${times(0, 2, () => any(d - 1)).join(', ')})`,
			() => `Object.prototype.toString.call(${any(d - 1)})`,
		])()
	}

	function bool(d) {
		if (d <= 0) return pick(['true', 'false', 'ctx.state.yes', 'ctx.state.no'])
		return pick([
			() => `${any(d - 1)} ${pick(['===', '!==', '==', '!='])} ${any(d - 1)}`,
			() => `${num(d - 1)} ${pick(['<', '>', '<=', '>='])} ${any(d - 1)}`,
			() => `${str(d - 1)} < ${str(d - 1)}`,
			() => `!${any(d - 1)}`,
			() => `(${bool(d - 1)} ${pick(['&&', '||'])} ${bool(d - 1)})`,
			() => `${str(d - 1)}.${pick(['includes', 'startsWith', 'endsWith'])}(${str(d - 1)})`,
			() => `${pick(regexes)}.test(${str(d - 1)})`,
			() => `${arr(d - 1)}.includes(${any(d - 1)})`,
			() => `${arr(d - 1)}.${pick(['some', 'every'])}(${fn(1, bool, d - 1)})`,
			() => `Array.isArray(${any(d - 1)})`,
			() => `Number.${pick(['isInteger', 'isFinite', 'isNaN', 'isSafeInteger'])}(${any(d - 1)})`,
			() => `${pick(['isNaN', 'isFinite', 'Boolean'])}(${any(d - 1)})`,
			() => `${pick(["'a'", "'name'", "'length'", '0', "'z'"])} in ${chance(0.8) ? obj(d - 1) : any(d - 1)}`,
			() => `(${any(d - 1)}) instanceof ${pick(['Array', 'Object', 'Date', 'Error', 'RegExp', 'TypeError', 'Set', 'Map', 'String'])}`,
			() => `Object.is(${any(d - 1)}, ${any(d - 1)})`,
			() => `${obj(d - 1)}.hasOwnProperty(${str(0)})`,
			() => `Object.isFrozen(${any(d - 1)})`,
			() => `ctx.state.user === ctx.state.${pick(['user', 'items', 'nested'])}`,
		])()
	}

	function scoped(names, f) {
		const before = locals
		locals = [...locals, ...names]
		const text = f()
		locals = before
		return text
	}

	// A function of up to n parameters whose result is of a kind.
	function fn(n, kind, d) {
		const param = pick(['x', 'y', 'it', 'v'])
		return pick([
			() => scoped([param], () => `${param} => ${wrap(kind(d))}`),
			() => scoped([param, 'i'], () => `(${param}, i) => ${wrap(kind(d))}`),
			() => scoped([param], () => `(${param}) => { ${statements(d - 1)} return ${kind(d)} }`),
			() => scoped([param], () => `function (${param}) { return ${kind(d)} }`),
			() => scoped(['id', 'name'], () => `({ id, name = 'none' }) => ${wrap(kind(d))}`),
			() => scoped(['p', 'q'], () => `([p, q]) => ${wrap(kind(d))}`),
			() => scoped(['rest'], () => `(...rest) => ${wrap(kind(d))}`),
			() => pick(['String', 'Number', 'Boolean', 'x => x', '() => 1']),
		])()
	}

	const wrap = text => (text.startsWith('{') ? `(${text})` : text)

	function arr(d) {
		if (d <= 0) return pick(arrPaths)
		return pick([
			() => pick(arrPaths),
			() => `[${times(0, 4, () => (chance(0.15) ? '...' + arr(d - 1) : any(d - 1))).join(', ')}]`,
			() => `${arr(d - 1)}.map(${fn(2, any, d - 1)})`,
			() => `${arr(d - 1)}.filter(${fn(1, bool, d - 1)})`,
			() => `${arr(d - 1)}.filter(Boolean)`,
			() => `${arr(d - 1)}.slice(${num(0)}${chance(0.5) ? ', ' + num(0) : ''})`,
			() => `${arr(d - 1)}.concat(${times(0, 2, () => any(d - 1)).join(', ')})`,
			() => `[...${arr(d - 1)}].sort(${pick(['', '(a, b) => a - b', '(a, b) => b - a', '(a, b) => String(a).length - String(b).length', '(a, b) => (a > b) - (a < b)'])})`,
			() => `[...${arr(d - 1)}].${pick(['reverse()', 'splice(1, 2)', 'fill(0, 1)', 'copyWithin(0, 1)'])}`,
			() => `${arr(d - 1)}.${pick(['toSorted()', 'toReversed()', 'toSpliced(0, 1)', "with(0, 'w')", 'with(99, 1)'])}`,
			() => `${arr(d - 1)}.flat(${pick(['', '0', '1', '2', 'Infinity'])})`,
			() => `${arr(d - 1)}.flatMap(${fn(1, any, d - 1)})`,
			() => `${str(d - 1)}.split(${chance(0.5) ? pick(regexes) : chance(0.8) ? str(0) : ''}${chance(0.2) ? ', 2' : ''})`,
			() => `${str(d - 1)}.match(${pick(regexes)})`,
			() => `[...${str(d - 1)}.matchAll(${pick(regexes)})].map(m => m.index)`,
			() => `[...${str(d - 1)}]`,
			() => `Object.${pick(['keys', 'values', 'entries'])}(${chance(0.9) ? obj(d - 1) : any(d - 1)})`,
			() => `Array.from(${pick([() => arr(d - 1), () => str(d - 1), () => '{ length: 3 }', () => `new Set(${arr(d - 1)})`])()}${chance(0.5) ? ', ' + fn(2, any, d - 1) : ''})`,
			() => `Array.from({ length: ${pick(['0', '3', '5', "'2'"])} }, (_, i) => i * ${num(0)})`,
			() => `[...new Set(${arr(d - 1)})]`,
			() => `[...new Map(${arr(d - 1)}.map(x => [x, 1])).keys()]`,
			() => `Array.of(${times(0, 3, () => any(d - 1)).join(', ')})`,
			() => `[...${arr(d - 1)}.${pick(['entries', 'keys', 'values'])}()]`,
			() => `JSON.parse(${pick(['JSON.stringify(' + arr(d - 1) + ')', 'ctx.state.json', str(d - 1)])})`,
			() => `ctx.state.items.${pick(['push(1)', 'pop()', 'shift()', 'unshift(0)', 'sort()', 'reverse()', 'splice(0, 1)', 'fill(1)'])}`,
			() => `ctx.state.items.map(({ name, price, ...rest }) => ({ name, total: price * ${num(0)}, rest }))`,
			() => `ctx.state.words.toSorted((a, b) => a.length - b.length)`,
			() => `structuredClone(${arr(d - 1)})`,
		])()
	}

	function obj(d) {
		if (d <= 0) return pick(objPaths)
		const key = () => pick(['a', 'b', 'name', '"x-y"', '1', '0', `[${str(d - 1)}]`, 'length', 'if'])
		return pick([
			() => pick(objPaths),
			() => `({${times(0, 4, () => (chance(0.2) ? `...${any(d - 1)}` : `${key()}: ${any(d - 1)}`)).join(', ')}})`,
			() => `Object.assign({}, ${obj(d - 1)}, ${any(d - 1)})`,
			() => `Object.fromEntries(${chance(0.7) ? `Object.entries(${obj(d - 1)}).${pick(['filter', 'map'])}(([k, v]) => ${pick(['[k, v]', "k !== 'name'", '[k + 1, String(v)]'])})` : arr(d - 1)})`,
			() => `${arr(d - 1)}.reduce((o, x) => ({ ...o, [x?.name ?? x]: ${any(d - 2)} }), {})`,
			() => `JSON.parse(ctx.state.json)`,
			() => `Object.freeze(${obj(d - 1)})`,
			() => `${arr(d - 1)}.find(${fn(1, bool, d - 1)})`,
			() => `${pick(regexes)}.exec(${str(d - 1)})`,
			() => `${str(d - 1)}.match(/(?<y>\\d+)/)?.groups`,
			() => `structuredClone(${obj(d - 1)})`,
			() => `new ${pick(['Error', 'TypeError', 'RangeError'])}(${str(d - 1)})`,
			() => `(() => { const o = { n: 1 }; o.${pick(['m', 'n'])} ${pick(['=', '+=', '??=', '||=', '&&='])} ${any(d - 1)}; return o })()`,
		])()
	}

	function any(d) {
		const l = local()
		if (l && chance(0.3)) return chance(0.3) ? `${l}.${pick(['name', 'id', 'length', 'x', 'price'])}` : l
		if (chance(0.06)) return pick(oddPaths)
		return pick([num, num, str, str, bool, arr, obj, d > 0 ? iife : num, d > 0 ? chain : str])(d)
	}

	const chain = d => pick([
		() => `${obj(d - 1)}?.${pick(['name', 'a', 'nope', 'tags'])}`,
		() => `${any(d - 1)}.${pick(['nope', 'foo()', 'toString()', 'constructor_', 'name', 'length', 'at(0)', 'x.y'])}`,
		() => `${any(d - 1)}?.[${num(0)}]`,
		() => `${obj(d - 1)}[${str(d - 1)}]`,
		() => `${arr(d - 1)}[${num(d - 1)}]`,
		() => `(${any(d - 1)}, ${any(d - 1)})`,
		() => `void ${any(d - 1)}`,
		() => `(${any(d - 1)})()`,
		() => `${arr(d - 1)}.at(${num(0)})`,
		() => `Object.entries(${obj(d - 1)}).map(([k, v]) => k + '=' + v).join('&')`,
	])()

	// ---- statements ----
	let next = 0
	function statements(d) {
		return times(0, 3, () => statement(d)).join(' ')
	}
	function statement(d) {
		const name = 'v' + (next++ % 50) + '_' + locals.length
		return pick([
			() => { const t = `const ${name} = ${any(d)};`; locals = [...locals, name]; return t },
			() => { const t = `let ${name} = ${num(d)}; ${name} ${pick(['+=', '-=', '*=', '??=', '**=', '|='])} ${num(d)}; ${name}${pick(['++', '--'])};`; locals = [...locals, name]; return t },
			() => `if (${bool(d)}) { ${pick(['', `return ${any(d)};`])} } else { }`,
			() => { const t = `let ${name} = 0; for (const e of ${arr(d)}) { ${name} += ${pick(['1', 'Number(e) || 0', 'String(e).length'])}; if (${name} > 20) break; }`; locals = [...locals, name]; return t },
			() => { const t = `let ${name} = ''; for (const k in ${obj(d)}) { if (k === 'b') continue; ${name} += k; }`; locals = [...locals, name]; return t },
			() => { const t = `let ${name} = 0; for (let i = 0; i < ${pick(['3', '10'])}; i++) { ${name} += i; }`; locals = [...locals, name]; return t },
			() => { const t = `let ${name} = 0; while (${name} < 5) { ${name}++; }`; locals = [...locals, name]; return t },
			() => { const t = `let ${name}; try { ${name} = ${any(d)}; } catch (e) { ${name} = e.${pick(['message', 'name'])}; }${chance(0.3) ? ` finally { ${name} = [${name}]; }` : ''}`; locals = [...locals, name]; return t },
			() => { const t = `const { ${name} = ${any(d)}, ...r${name} } = ${obj(d)};`; locals = [...locals, name, 'r' + name]; return t },
			() => { const t = `const [${name}, ...r${name}] = ${arr(d)};`; locals = [...locals, name, 'r' + name]; return t },
			() => `if (${bool(d)}) throw ${pick([() => `new Error(${str(d)})`, () => any(d), () => `{ message: ${str(d)} }`])()};`,
			() => `switch (${any(d)}) { case ${any(0)}: return 1; case 'a': break; default: ${chance(0.3) ? 'return 2;' : ''} }`,
			() => { const t = `function f${name}(n) { return n > 3 ? n : f${name}(n + 1) } const ${name} = f${name}(0);`; locals = [...locals, name]; return t },
			() => { const t = `const ${name} = []; for (let i = 0; i < 3; i++) ${name}.push(() => i * ${num(0)});`; locals = [...locals, `${name}.map(f => f())`]; return t },
		])()
	}
	function iife(d) {
		const before = locals
		const text = `(() => { ${statements(d - 1)} return ${any(d - 1)} })()`
		locals = before
		return text
	}

	for (let i = 0; i < count; i++) {
		locals = []
		yield any(1 + int(4))
	}
}
