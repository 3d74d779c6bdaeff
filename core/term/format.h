#ifndef TERM_FORMAT_H
#define TERM_FORMAT_H

#include <stdint.h>

#define FORMAT_MAX 32

/* "350ms" "1.2s" "2m05s" "3h12m" "2d4h"; for people, not for --json. */
void format_duration(char out[FORMAT_MAX], int64_t ms);
/* "512 B" "12 KiB" "3.4 MiB" (IEC 80000-13). */
void format_size(char out[FORMAT_MAX], uint64_t bytes);
/* "just now" "5m ago" "3h ago" "2d ago", then the date "2026-01-31". */
void format_age(char out[FORMAT_MAX], int64_t then_ms, int64_t now_ms);

/* "0" "12.3" "0.05" "1.2k" "3.4M" "5.6B" "7.8T", and "1.2e-05" for what is smaller
 * than people write out; "-" for NaN. */
void format_number(char out[FORMAT_MAX], double value);
/* "1,234,567.89": all of it, with two decimals at most where it has more than
 * hundreds. */
void format_number_whole(char out[FORMAT_MAX], double value);
/* A tick of an axis: in the unit that `largest` has, with the decimals that `step`
 * needs. */
void format_number_in(char out[FORMAT_MAX], double value, double step, double largest);

#endif
