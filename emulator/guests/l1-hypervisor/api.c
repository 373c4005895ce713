/* Which of the two APIs the L0 offers, and the invalidations that both share. */
#include "l1.h"

/* H_TLB_INVALIDATE: the instruction tlbie as RIC << 18 | PRS << 17 | R << 16, and the scope in rB. */
#define TLBIE_PAGE 0x10000
#define TLBIE_PWC 0x50000
#define TLBIE_ALL 0x90000
#define TLBIE_SCOPE_LPID 0x800
#define AP_4K (0UL << 5)
#define AP_64K (5UL << 5)
#define AP_2M (1UL << 5)

const struct api *api;

void api_choose(void)
{
    if (options.reload && !options.force_v1 && !api_v2.probe())
        stop("the L0 offers no v2 to reload");
    if (!options.force_v1 && api_v2.probe())
        api = &api_v2;
    else if (api_v1.probe())
        api = &api_v1;
    else
        stop("the L0 offers no nested virtualization");
}

static s64 rpt_invalidate(u64 type, u64 page_sizes, u64 start, u64 end)
{
    u64 arguments[HCALL_ARGUMENT_COUNT];
    s64 code;

    do {
        u64 call[HCALL_ARGUMENT_COUNT] = { guest.id, RPT_ALL_VCPUS, RPT_NESTED | type, page_sizes, start, end };

        memcpy(arguments, call, sizeof(call));
        code = hcall(H_RPT_INVALIDATE, arguments);
    } while (code == H_BUSY);
    return code;
}

void flush_page(u64 l2_real_address)
{
    u64 bytes = options.l2_page_bytes;

    if (machine.rpt_invalidate) {
        u64 size = bytes == PAGE_4K ? RPT_PAGE_4K : bytes == PAGE_64K ? RPT_PAGE_64K : RPT_PAGE_2M;

        rpt_invalidate(RPT_TLB, size, l2_real_address, l2_real_address + bytes);
    } else {
        u64 page = bytes == PAGE_4K ? AP_4K : bytes == PAGE_64K ? AP_64K : AP_2M;

        hcall4(H_TLB_INVALIDATE, TLBIE_PAGE, guest.id, l2_real_address | page, 0);
    }
}

/* An L0 that offers v2 but no invalidation answers H_FUNCTION; it then must flush at each entry by itself. */
void flush_guest(bool tables_changed)
{
    if (machine.rpt_invalidate)
        rpt_invalidate(RPT_TLB | RPT_PWC | (tables_changed ? RPT_PAT : 0), RPT_PAGE_ALL, 0, ~0UL);
    else
        hcall4(H_TLB_INVALIDATE, TLBIE_ALL, guest.id, TLBIE_SCOPE_LPID, 0);
}
