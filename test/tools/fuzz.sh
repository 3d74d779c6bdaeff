#!/bin/sh
# TAP: builds every test/fuzz/*_fuzz.c with libFuzzer and runs each for its
# share of FUZZ_SECONDS, beginning with test/fuzz/corpus/NAME/ when it is there.
set -u

seconds=${FUZZ_SECONDS:-180}

set -- test/fuzz/*_fuzz.c
if [ ! -f "$1" ]; then
	echo '1..0 # SKIP there are no fuzzers yet'
	exit 0
fi
mkdir -p .build/fuzz
echo 'int LLVMFuzzerTestOneInput(const unsigned char *p, unsigned long n);
int LLVMFuzzerTestOneInput(const unsigned char *p, unsigned long n) { return p && n ? 0 : 0; }' \
	>.build/fuzz/probe.c
if ! clang -fsanitize=fuzzer,address,undefined -o .build/fuzz/probe .build/fuzz/probe.c 2>/dev/null; then
	echo '1..0 # SKIP clang with libFuzzer is not installed'
	exit 0
fi
if ! ${MAKE:-make} --no-print-directory FUZZ=1 CI= fuzz-programs >.build/fuzz/build.log 2>&1; then
	sed 's/^/# /' .build/fuzz/build.log | tail -30
	echo 'not ok 1 - the fuzzers build'
	echo '1..1'
	exit 1
fi

each=$((seconds / $#))
[ "$each" -gt 0 ] || each=1
number=0
for source; do
	number=$((number + 1))
	name=$(basename "$source" _fuzz.c)
	program=.build/fuzz/test/fuzz/${name}_fuzz
	# New finds go into the first folder, the seeds are only read.
	mkdir -p ".build/fuzz/finds/$name" ".build/fuzz/crashes"
	seeds=test/fuzz/corpus/$name
	[ -d "$seeds" ] || seeds=
	if "$program" -max_total_time="$each" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
		-artifact_prefix=".build/fuzz/crashes/$name-" ".build/fuzz/finds/$name" $seeds \
		>".build/fuzz/$name.log" 2>&1; then
		echo "ok $number - $name for $each s$(sed -n 's/^stat::number_of_executed_units: */, inputs: /p' ".build/fuzz/$name.log")"
	else
		echo "not ok $number - $name"
		tail -40 ".build/fuzz/$name.log" | sed 's/^/# /'
	fi
done
echo "1..$number"
