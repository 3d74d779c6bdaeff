// Compares expr_eval with node.  See expr_diff.sh.
//
//   expr_diff.mjs scope                     the scope, as JSON
//   expr_diff.mjs generate SEED COUNT       expressions, a line {"expr": …} each
//   expr_diff.mjs compare EXPRS ANSWERS     prints every difference; status 1 if any
//   expr_diff.mjs table FILE                prints expr_table.tsv with node's answers anew
import { readFileSync } from 'node:fs'
import { Script } from 'node:vm'
import { generate } from './expr_diff_grammar.mjs'

const scope = {
	ctx: {
		state: {
			user: { name: 'Ada', age: 36, tags: ['x', 'y', 'z'], email: null },
			items: [
				{ id: 1, price: 9.99, qty: 3, name: 'apple', ok: true },
				{ id: 2, price: 0.5, qty: 10, name: 'Banana', ok: false },
				{ id: 3, price: 100, qty: 0, name: 'čerešňa', ok: true },
			],
			numbers: [3, 1, 2, 10, -1, 0.1, 1e21, 5e-7],
			words: ['delta', 'Alpha', 'charlie', 'bravo', '', 'ünïcode', '日本', '😀 smile'],
			nested: { a: { b: { c: [1, [2, [3, [4]]]] } }, 2: 'two', 1: 'one', z: 0 },
			empty: {}, list: [], none: null, yes: true, no: false, zero: 0, text: 'Hello, World',
			json: '{"k":[1,2,{"v":"x"}]}', date: '2024-03-10T12:34:56.789Z',
			'my-step': { value: 42 }, constructor_: 1,
		},
		request: { body: { fileName: 'a b/c.txt', n: '12', list: '1,2,3' }, query: {}, params: { id: '7' } },
		error: { message: [] },
	},
	data: { rows: [[1, 'a'], [2, 'b']], total: 250 },
	vars: { count: 5, label: 'L' },
	func: {},
	env: { HOME: '/root', EMPTY: '' },
}

function freeze(v) {
	if (v && typeof v === 'object') {
		Object.values(v).forEach(freeze)
		Object.freeze(v)
	}
	return v
}

// What expr.h promises of values that leave.
function leave(v, path = []) {
	if (v !== null && typeof v === 'object' && typeof v.toJSON === 'function') v = v.toJSON()
	if (typeof v === 'function') throw new TypeError('a function cannot leave an expression')
	if (typeof v === 'string') {
		if (v.includes('\0'))
			throw new TypeError('a string with the character U+0000 cannot leave an expression')
		return v.toWellFormed()
	}
	if (typeof v === 'bigint') throw new TypeError('BigInt')
	if (typeof v === 'number') return Number.isFinite(v) ? v : null
	if (v === null || typeof v !== 'object') return v
	if (path.includes(v)) throw new TypeError('Converting circular structure to JSON')
	const inner = [...path, v]
	if (Array.isArray(v)) return Array.from(v, x => { const y = leave(x, inner); return y === undefined ? null : y })
	const out = Object.create(null)
	for (const k of Object.keys(v)) {
		const y = leave(v[k], inner)
		if (y !== undefined) out[k.toWellFormed()] = y
	}
	return out
}

// Numbers as they are, for JSON has no -0.
function canonical(v) {
	return JSON.stringify(v)
}

function evaluate(text) {
	const names = Object.keys(scope).filter(k => k !== 'env')
	let f
	try {
		f = new Function(...names, '"use strict"; return (' + text + '\n)')
	} catch (e) {
		return { syntax: e.message }
	}
	try {
		const v = leave(f(...names.map(n => scope[n])))
		return v === undefined ? {} : { value: v }
	} catch (e) {
		if (e instanceof Error) return { error: `${e.name}: ${e.message}`.toWellFormed() }
		let json
		try { json = leave(e) } catch { json = undefined }
		const message = typeof json?.message === 'string' ? json.message
			: json === undefined || json === null ? '' : typeof json === 'string' ? json : JSON.stringify(json)
		return { error: `Error: ${message}` }
	}
}

// Where the two differ on purpose; each with its reason.
const reviewed = [
	[/./, (n, o) => o.limit, 'a limit of ours ended it'],
	[/./, (n, o) => tail(n.error) && tail(o.error) &&
			(tail(n.error) === tail(o.error) || n.error.includes(' or its return value ')),
		'a callee with functions or constants in it, or whose result is spread: V8 prints what its own rewriting left'],
	[/\{/, (n, o) => n.value && sorted(n.value) === sorted(o.value ?? null),
		'a literal that has one key twice: V8 gives it its last place, ECMA-262 its first'],
	[/\*\*|Math\.pow/, (n, o) => near(n, o), 'the last bit of a power: ECMA-262 leaves it open, V8 has its own pow'],
	[/./, (n, o) => !process.env.STRICT_SYNTAX && n.syntax && o.syntax, 'both refuse the text; V8 may say it in other words'],
]

// TypeErrors that say the same of a callee printed in another way.
function tail(error) {
	return error?.match(/^TypeError: .*?( is not (?:a function|iterable))/s)?.[1]
}

// The same but for the last digits of numbers.
function near(n, o) {
	const round = x => JSON.stringify(x).replace(/-?\d+\.?\d*(?:e[+-]?\d+)?/g, d => Number(d).toPrecision(14))
	return round({ v: n.value, e: n.error }) === round({ v: o.value, e: o.error })
}

function sorted(v) {
	return JSON.stringify(v, (k, x) => x && typeof x === 'object' && !Array.isArray(x)
		? Object.fromEntries(Object.entries(x).sort((a, b) => (a[0] < b[0] ? -1 : 1))) : x)
}

function same(node, ours) {
	if (node.syntax !== undefined || ours.syntax !== undefined) return node.syntax === ours.syntax
	if (node.error !== undefined || ours.error !== undefined) return node.error === ours.error
	return canonical(node.value) === canonical(ours.value)
}

function compare(exprsFile, answersFile) {
	freeze(scope)
	process.env = scope.env
	const lines = f => readFileSync(f, 'utf8').split('\n').filter(Boolean).map(l => JSON.parse(l))
	const exprs = lines(exprsFile), answers = lines(answersFile)
	let different = 0, excused = 0, errors = 0
	if (exprs.length !== answers.length) {
		console.log(`not ok: ${exprs.length} expressions, ${answers.length} answers`)
		process.exit(1)
	}
	exprs.forEach(({ expr }, i) => {
		const node = evaluate(expr), ours = answers[i]
		if (node.error || node.syntax) errors++
		if (same(node, ours)) return
		if (reviewed.some(([text, when]) => text.test(expr) && when(node, ours))) {
			excused++
			return
		}
		different++
		if (different <= 40)
			console.log(`# ${expr}\n#   node ${JSON.stringify(node)}\n#   ours ${JSON.stringify(ours)}`)
	})
	console.log(`# ${exprs.length} expressions, ${errors} of them errors in node, ` +
		`${excused} reviewed differences, ${different} differences`)
	process.exit(different ? 1 : 0)
}

// What ends too early ends in the parentheses that evaluate() puts around it; by itself it
// is an unexpected end.
function syntaxOf(text, message) {
	if (!/^Unexpected token '[)}]'$/.test(message)) return message
	try { new Script('"use strict";\n' + text) } catch (e) { return e.message }
	return message
}

// An answer as expr_table.tsv has it: JSON, "undefined", or ! and an error as JSON would quote it.
function tableAnswer(text) {
	const { value, error, syntax } = evaluate(text)
	const quoted = t => '!' + JSON.stringify(t.toWellFormed()).slice(1, -1)
	if (syntax !== undefined) return quoted('SyntaxError: ' + syntaxOf(text, syntax))
	if (error !== undefined) return quoted(error)
	return value === undefined ? 'undefined' : JSON.stringify(value)
}

// The answers under a heading "# Own: …" are blokctl's and stay.
function table(file) {
	let own = false
	for (const line of readFileSync(file, 'utf8').trimEnd().split('\n')) {
		if (line.startsWith('#')) own = line.startsWith('# Own:')
		if (own || line === '' || line.startsWith('#')) {
			console.log(line)
			continue
		}
		const [expr] = line.split('\t')
		const text = expr.replaceAll('␤', '\n').replaceAll('␍', '\r').replaceAll('␉', '\t')
		console.log(expr + '\t' + tableAnswer(text))
	}
}

const [what, a, b] = process.argv.slice(2)
if (what === 'scope') console.log(JSON.stringify(scope))
else if (what === 'generate') for (const expr of generate(Number(a), Number(b))) console.log(JSON.stringify({ expr }))
else if (what === 'compare') compare(a, b)
else if (what === 'table') table(a)
else {
	console.error('usage: expr_diff.mjs scope | generate SEED COUNT | compare EXPRS ANSWERS | table FILE')
	process.exit(2)
}
