#include "checks.h"
#include "l1.h"

#define BUFFER_BYTES 64
#define SHORT_BUFFER_BYTES 12
#define CANARY 0x5a
#define TOKEN_NONE (~0UL)
#define DELETE_ALL 0x8000000000000000
/* Bit 2: not given away by any edition of the document. */
#define UNKNOWN_FLAG 0x2000000000000000
#define LPCR_LPES0 0x8
#define ENTRIES_PER_INTERRUPT 4
#define IPI_PRIORITY 5
#define SETTING_LIMIT 4

static enum check_id chosen;

/* set=<element>:<value>: what vCPUs begin with. */
static struct { u32 element; u64 value; } settings[SETTING_LIMIT];
static u32 setting_count;
/* vcpuids=<n>: the ids of vCPUs in calls of v2 are multiples of n, as user space numbers threads of cores. */
static u64 vcpu_id_spacing = 1;
static u32 entries;

static u64 number(const char **text)
{
    const char *at = *text;
    u64 value = 0;

    if (!text_starts(at, "0x"))
        stop("check arguments take hexadecimal numbers: 0x...");
    for (at += 2;; at++) {
        if (*at >= '0' && *at <= '9')
            value = value << 4 | (u64)(*at - '0');
        else if (*at >= 'a' && *at <= 'f')
            value = value << 4 | (u64)(*at - 'a' + 10);
        else
            break;
    }
    *text = at;
    return value;
}

static void choose(const char *name)
{
#define CHECK_NAME(id, text) text,
    static const char *const names[CHECK_COUNT] = { CHECKS(CHECK_NAME) };
#undef CHECK_NAME

    for (u32 i = 0; i < CHECK_COUNT; i++) {
        if (text_equal(names[i], name)) {
            chosen = (enum check_id)i;
            return;
        }
    }
    stop("no check of that name");
}

static void add_setting(const char *text)
{
    u32 element = (u32)number(&text);

    if (*text++ != ':' || setting_count == SETTING_LIMIT || element_index(element) < 0)
        stop("set= takes an element of a vCPU and its value, at most four times");
    settings[setting_count].element = element;
    settings[setting_count++].value = number(&text);
}

void checks_argument(const char *word)
{
    if (text_starts(word, "check=")) {
        choose(word + 6);
    } else if (text_starts(word, "set=")) {
        add_setting(word + 4);
    } else if (text_starts(word, "vcpuids=")) {
        word += 8;
        vcpu_id_spacing = number(&word);
    }
}

u64 checks_vcpu_id(const struct vcpu *vcpu) { return vcpu->id * vcpu_id_spacing; }

/* ---- calls ---- */

static s64 call(u64 opcode, u64 a, u64 b, u64 c, u64 d, u64 e, u64 *result)
{
    u64 arguments[HCALL_ARGUMENT_COUNT] = { a, b, c, d, e };
    s64 code;

    do {
        u64 attempt[HCALL_ARGUMENT_COUNT];

        memcpy(attempt, arguments, sizeof(attempt));
        code = hcall(opcode, attempt);
        *result = attempt[0];
    } while (code == H_BUSY);
    return code;
}

/* GET_STATE or SET_STATE of one element of 8 bytes, in a buffer of that length. */
static s64 move(u64 opcode, u64 flags, const struct vcpu *vcpu, u32 element, u64 *value, u64 length_bytes)
{
    static u8 buffer[BUFFER_BYTES] __attribute__((aligned(64)));
    u64 result;
    s64 code;

    memset(buffer, CANARY, sizeof(buffer));
    write_be32(buffer, 1);
    write_be16(buffer + 4, (u16)element);
    write_be16(buffer + 6, 8);
    if (length_bytes >= 16)
        write_be64(buffer + 8, *value);
    code = call(opcode, flags, guest.id, checks_vcpu_id(vcpu), (u64)buffer, length_bytes, &result);
    *value = read_be64(buffer + 8);
    return code;
}

static void say(const char *text, s64 code)
{
    print("l1: ");
    print(text);
    print(code == H_SUCCESS ? ": taken\n" : ": refused\n");
}

/* ---- the checks ---- */

void checks_before_guest(void)
{
    u64 id, nothing;

    if (chosen != CHECK_DELETE_ALL)
        return;
    if (call(H_GUEST_CREATE, 0, TOKEN_NONE, 0, 0, 0, &id) == H_SUCCESS)
        call(H_GUEST_CREATE_VCPU, 0, id, 0, 0, 0, &nothing);
    call(H_GUEST_DELETE, DELETE_ALL, 0, 0, 0, 0, &nothing);
}

static void use_unknown_flag(const struct vcpu *vcpu)
{
    u64 value = 0;

    say("flag 2 of H_GUEST_GET_STATE", move(H_GUEST_GET_STATE, UNKNOWN_FLAG, vcpu, EL_GPR(0), &value, 16));
}

static void set_reserved_bit(const struct vcpu *vcpu)
{
    u64 value = guest.lpcr | LPCR_LPES0;
    s64 code = move(H_GUEST_SET_STATE, 0, vcpu, EL_LPCR, &value, 16);

    say("LPCR with LPES0", code);
    if (move(H_GUEST_GET_STATE, 0, vcpu, EL_LPCR, &value, 16) == H_SUCCESS && value & LPCR_LPES0)
        print("l1: the L0 keeps it\n");
}

static void offer_short_buffer(const struct vcpu *vcpu)
{
    u64 value, untouched;

    memset(&untouched, CANARY, sizeof(untouched));
    say("a buffer of 12 bytes for 16", move(H_GUEST_GET_STATE, 0, vcpu, EL_GPR(0), &value, SHORT_BUFFER_BYTES));
    if ((u32)value != (u32)untouched)
        print("l1: the L0 wrote past the end of the buffer\n");
}

static void send_offset(const struct vcpu *vcpu)
{
    u64 value = options.tb_offset;

    if (move(H_GUEST_SET_STATE, GUEST_WIDE, vcpu, EL_TB_OFFSET, &value, 16) == H_SUCCESS)
        guest.tb_offset_dirty = false;
}

/* A vCPU was added: is the offset still what was set? */
static void read_offset(const struct vcpu *vcpu)
{
    u64 value = 0;

    if (chosen == CHECK_EARLY_OFFSET)
        move(H_GUEST_GET_STATE, GUEST_WIDE, vcpu, EL_TB_OFFSET, &value, 16);
}

static void let_interrupts_in(void)
{
    hcall4(H_CPPR, PRIORITY_NONE, 0, 0, 0);
}

void checks_vcpu_created(struct vcpu *vcpu)
{
    for (u32 i = 0; i < setting_count; i++)
        write_element(vcpu, settings[i].element, settings[i].value);
    if (vcpu->id) {
        read_offset(vcpu);
        return;
    }
    switch (chosen) {
    case CHECK_FLAGS:
        use_unknown_flag(vcpu);
        break;
    case CHECK_RESERVED_BITS:
        set_reserved_bit(vcpu);
        break;
    case CHECK_SHORT_BUFFER:
        offer_short_buffer(vcpu);
        break;
    case CHECK_EARLY_OFFSET:
        send_offset(vcpu);
        break;
    case CHECK_INTERRUPT:
    case CHECK_LPES:
        let_interrupts_in();
        break;
    default:
        break;
    }
}

/* As after memory was taken from the partition, and the one who allocates does not know it yet. */
bool checks_register_output(struct vcpu *vcpu)
{
    static u8 buffer[BUFFER_BYTES] __attribute__((aligned(64)));
    u64 result;
    s64 code;

    if (chosen != CHECK_FAR_OUTPUT)
        return false;
    write_be32(buffer, 1);
    write_be16(buffer + 4, EL_RUN_OUTPUT);
    write_be16(buffer + 6, 16);
    write_be64(buffer + 8, machine.memory_bytes);
    write_be64(buffer + 16, vcpu->run_output_bytes);
    code = call(H_GUEST_SET_STATE, 0, guest.id, checks_vcpu_id(vcpu), (u64)buffer, 24, &result);
    say("an output buffer outside memory", code);
    return code == H_SUCCESS;
}

static bool has_interrupts(void) { return chosen == CHECK_INTERRUPT || chosen == CHECK_LPES; }

void checks_before_entry(void)
{
    if (has_interrupts() && ++entries % ENTRIES_PER_INTERRUPT == 0)
        hcall4(H_IPI, 0, IPI_PRIORITY, 0, 0);
}

/* Serves an interrupt of the L1, which runs with external interrupts disabled and so must look for it. */
void checks_after_exit(void)
{
    u64 arguments[HCALL_ARGUMENT_COUNT] = { 0 };

    if (!has_interrupts() || hcall(H_XIRR, arguments) != H_SUCCESS)
        return;
    if ((arguments[0] & INTERRUPT_SOURCE_MASK) == INTERRUPT_SOURCE_IPI) {
        hcall4(H_IPI, 0, PRIORITY_NONE, 0, 0);
        hcall4(H_EOI, arguments[0], 0, 0, 0);
    }
}

u64 checks_v1_lpcr(u64 lpcr) { return chosen == CHECK_LPES ? lpcr | LPCR_LPES0 : lpcr; }
