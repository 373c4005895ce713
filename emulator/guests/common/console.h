/* Text on the partition's console. A line is sent when it ends or when sixteen bytes have gathered. */
#ifndef CONSOLE_H
#define CONSOLE_H

#include "types.h"

void print(const char *text);
void print_char(char c);
void print_decimal(u64 value);
/* Sixteen hexadecimal digits. */
void print_hex(u64 value);
/* Eight hexadecimal digits. */
void print_hex32(u32 value);

#endif
