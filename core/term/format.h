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

#endif
