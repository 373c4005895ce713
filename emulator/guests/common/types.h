/* Fixed-width names and byte order, for freestanding code. */
#ifndef TYPES_H
#define TYPES_H

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long u64;
typedef int s32;
typedef long s64;
typedef _Bool bool;
#define true 1
#define false 0
#define NULL ((void *)0)

#define ARRAY_COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define ALIGN_UP(x, a) (((x) + (a) - 1) & ~((u64)(a) - 1))
#define ALIGN_DOWN(x, a) ((x) & ~((u64)(a) - 1))

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
static inline u16 be16(u16 x) { return __builtin_bswap16(x); }
static inline u32 be32(u32 x) { return __builtin_bswap32(x); }
static inline u64 be64(u64 x) { return __builtin_bswap64(x); }
#else
static inline u16 be16(u16 x) { return x; }
static inline u32 be32(u32 x) { return x; }
static inline u64 be64(u64 x) { return x; }
#endif

static inline u16 read_be16(const void *p) { return be16(*(const u16 *)p); }
static inline u32 read_be32(const void *p) { return be32(*(const u32 *)p); }
static inline u64 read_be64(const void *p) { return be64(*(const u64 *)p); }
static inline void write_be16(void *p, u16 x) { *(u16 *)p = be16(x); }
static inline void write_be32(void *p, u32 x) { *(u32 *)p = be32(x); }
static inline void write_be64(void *p, u64 x) { *(u64 *)p = be64(x); }

#endif
