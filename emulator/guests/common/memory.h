#ifndef MEMORY_H
#define MEMORY_H

#include "types.h"

void *memset(void *to, int value, u64 length_bytes);
void *memcpy(void *to, const void *from, u64 length_bytes);
void *memmove(void *to, const void *from, u64 length_bytes);
int memcmp(const void *left, const void *right, u64 length_bytes);
u64 text_length(const char *text);
bool text_equal(const char *left, const char *right);
bool text_starts(const char *text, const char *prefix);

#endif
