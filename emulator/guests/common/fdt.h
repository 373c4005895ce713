/* Flattened device tree, version 17 (Devicetree Specification 5): tokens and the header's words. */
#ifndef FDT_H
#define FDT_H

#define FDT_MAGIC 0xd00dfeed
#define FDT_VERSION 17
#define FDT_VERSION_COMPATIBLE 16

#define FDT_BEGIN_NODE 1
#define FDT_END_NODE 2
#define FDT_PROP 3
#define FDT_NOP 4
#define FDT_END 9

/* Offsets into the header, whose words are big-endian. */
#define FDT_TOTAL_BYTES 4
#define FDT_STRUCTURE 8
#define FDT_STRINGS 12
#define FDT_RESERVATIONS 16
#define FDT_HEADER_BYTES 40
#define FDT_RESERVATION_BYTES 16

#endif
