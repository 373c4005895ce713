/*
 * The v2 API: guests and vCPUs are objects of the L0, registers travel as elements of guest state buffers, and only
 * those that changed.
 */
#include "checks.h"
#include "l1.h"

#define SMALL_BUFFER_BYTES 64
#define TOKEN_NONE (~0UL)
#define VPA_NONE (~0UL)
/* What the L1 may choose of the L2's LPCR and MSR. */
#define LPCR_ELEMENT_MASK (LPCR_DPFD | LPCR_ILE | LPCR_AIL | LPCR_LD | LPCR_MER | LPCR_GTSE)
#define MSR_ELEMENT_MASK (~(MSR_HV | MSR_S | MSR_ME))
#define TB_TICKS_PER_MS (machine.timebase_hz / 1000)

/* ---- guest state buffers: a count of elements, then id, size and value of each, all big-endian ---- */

struct buffer {
    u8 *start;
    u64 capacity_bytes;
    u64 used_bytes;
    u32 element_count;
};

static void buffer_begin(struct buffer *buffer, void *start, u64 capacity_bytes)
{
    buffer->start = start;
    buffer->capacity_bytes = capacity_bytes;
    buffer->used_bytes = 4;
    buffer->element_count = 0;
    write_be32(start, 0);
}

/* Appends the head of an element and returns the place of its value. */
static u8 *buffer_element(struct buffer *buffer, u32 id, u32 value_bytes)
{
    u8 *at = buffer->start + buffer->used_bytes;

    if (buffer->used_bytes + 4 + value_bytes > buffer->capacity_bytes)
        stop("guest state buffer too small");
    write_be16(at, (u16)id);
    write_be16(at + 2, (u16)value_bytes);
    buffer->used_bytes += 4 + value_bytes;
    write_be32(buffer->start, ++buffer->element_count);
    return at + 4;
}

static void buffer_put(struct buffer *buffer, u32 id, u64 value)
{
    u32 bytes = element_bytes(id);
    u8 *at = buffer_element(buffer, id, bytes ? bytes : 8);

    if (bytes == 4)
        write_be32(at, (u32)value);
    else
        write_be64(at, value);
}

static void buffer_put_vcpu_element(struct buffer *buffer, struct vcpu *vcpu, u32 id)
{
    if (id - EL_VSR(0) < VSR_COUNT) {
        u8 *at = buffer_element(buffer, id, 16);

        write_be64(at, vcpu->vsr[id - EL_VSR(0)][0]);
        write_be64(at + 8, vcpu->vsr[id - EL_VSR(0)][1]);
    } else {
        u64 value = *element_storage(vcpu, id);

        if (id == EL_LPCR)
            value &= LPCR_ELEMENT_MASK;
        else if (id == EL_MSR)
            value &= MSR_ELEMENT_MASK;
        buffer_put(buffer, id, value);
    }
}

/* Stores every element of a buffer that the L0 filled, and marks it valid. */
static void buffer_parse(struct vcpu *vcpu, const u8 *start, u64 capacity_bytes)
{
    u32 count = read_be32(start);
    u64 at = 4;

    while (count--) {
        u32 id, bytes;
        int index;

        if (at + 4 > capacity_bytes)
            stop("the L0 filled more elements than fit");
        id = read_be16(start + at);
        bytes = read_be16(start + at + 2);
        index = element_index(id);
        /* Sources disagree whether HEIR has 4 or 8 bytes; both are taken. */
        if (index < 0 || (bytes != element_bytes(id) && !(id == EL_HEIR && bytes == 8)))
            stop_with("the L0 gave a malformed element", (u64)id << 16 | bytes);
        if (at + 4 + bytes > capacity_bytes)
            stop("the L0 filled more elements than fit");
        if (bytes == 16) {
            vcpu->vsr[id - EL_VSR(0)][0] = read_be64(start + at + 4);
            vcpu->vsr[id - EL_VSR(0)][1] = read_be64(start + at + 12);
        } else {
            *element_storage(vcpu, id) = bytes == 4 ? read_be32(start + at + 4) : read_be64(start + at + 4);
        }
        bitmap_set(vcpu->valid, index);
        at += 4 + bytes;
    }
}

/* ---- calls, with the busy protocol ---- */

static u64 busy_ticks(s64 code)
{
    u64 ticks = TB_TICKS_PER_MS;

    while (code-- > H_LONG_BUSY_1_MS)
        ticks *= 10;
    return ticks;
}

static bool is_long_busy(s64 code)
{
    return code >= H_LONG_BUSY_1_MS && code <= H_LONG_BUSY_100_S;
}

/* Repeats a call until the L0 has done it. What comes back from R4 on is left in arguments. */
static s64 call_until_done(u64 opcode, u64 arguments[HCALL_ARGUMENT_COUNT])
{
    u64 attempt[HCALL_ARGUMENT_COUNT];
    s64 code;

    for (;;) {
        memcpy(attempt, arguments, sizeof(attempt));
        code = hcall(opcode, attempt);
        if (code == H_BUSY || is_long_busy(code)) {
            /* Only creating a guest continues from a token, always from the newest. */
            if (opcode == H_GUEST_CREATE && !(scenario(SCENARIO_FIRST_TOKEN) && arguments[1] != TOKEN_NONE))
                arguments[1] = attempt[0];
            if (is_long_busy(code))
                sleep_until(timebase() + busy_ticks(code));
            continue;
        }
        memcpy(arguments, attempt, sizeof(attempt));
        return code;
    }
}

static s64 state_call(u64 opcode, u64 flags, u64 vcpu_id, struct buffer *buffer)
{
    u64 arguments[HCALL_ARGUMENT_COUNT] = {
        flags, guest.id, vcpu_id, (u64)buffer->start, buffer->capacity_bytes
    };

    return call_until_done(opcode, arguments);
}

static void must(s64 code, const char *what)
{
    if (code != H_SUCCESS)
        stop_with(what, (u64)code);
}

/* ---- the life of a guest ---- */

static bool probe(void)
{
    u64 wanted = CAPABILITY_POWER9;
    s64 code;
    u64 arguments[HCALL_ARGUMENT_COUNT] = { 0 };

    if (call_until_done(H_GUEST_GET_CAPABILITIES, arguments) != H_SUCCESS)
        return false;
    if (machine.processor == PROCESSOR_POWER10 || machine.processor == PROCESSOR_POWER11)
        wanted |= CAPABILITY_POWER10;
    if (machine.processor == PROCESSOR_POWER11)
        wanted |= CAPABILITY_POWER11;
    arguments[1] = wanted & arguments[0];
    arguments[0] = 0;
    code = call_until_done(H_GUEST_SET_CAPABILITIES, arguments);
    /* What was set before this module was loaded stays set: the L0 forgets it only when the machine is reset. */
    if (code != H_STATE || scenario(SCENARIO_RELOAD))
        must(code, "H_GUEST_SET_CAPABILITIES");
    return true;
}

static void send_tables(void)
{
    static u64 space[SMALL_BUFFER_BYTES / 8];
    struct buffer buffer;
    u8 *value;

    buffer_begin(&buffer, space, sizeof(space));
    value = buffer_element(&buffer, EL_PARTITION_TABLE, 24);
    write_be64(value, (u64)guest.root);
    write_be64(value + 8, 52);
    write_be64(value + 16, ROOT_TABLE_BYTES);
    value = buffer_element(&buffer, EL_PROCESS_TABLE, 16);
    write_be64(value, guest.process_table);
    write_be64(value + 8, 4096UL << guest.process_table_order);
    must(state_call(H_GUEST_SET_STATE, GUEST_WIDE, 0, &buffer), "H_GUEST_SET_STATE of the tables");
}

/* The errors of creating a guest that the documents name. */
static bool is_listed_error(s64 code)
{
    return code == H_PARAMETER || code == H_FUNCTION || code == H_STATE || code == H_NOT_ENOUGH_RESOURCES
        || code == H_ABORTED || code == H_AUTHORITY || code == H_NOT_AVAILABLE;
}

static void guest_create_v2(void)
{
    u64 arguments[HCALL_ARGUMENT_COUNT] = { 0, TOKEN_NONE };
    s64 code = call_until_done(H_GUEST_CREATE, arguments);

    if (scenario(SCENARIO_CREATE_ERROR) && code != H_SUCCESS && !is_listed_error(code))
        print("l1: H_GUEST_CREATE: unhandled return code\n");
    else
        must(code, "H_GUEST_CREATE");
    guest.id = arguments[0];
    send_tables();
}

static s64 set_run_buffer(struct vcpu *vcpu, u32 id, void *start, u64 length_bytes)
{
    static u64 space[SMALL_BUFFER_BYTES / 8];
    struct buffer buffer;
    u8 *value;

    buffer_begin(&buffer, space, sizeof(space));
    value = buffer_element(&buffer, id, 16);
    write_be64(value, (u64)start);
    write_be64(value + 8, length_bytes);
    return state_call(H_GUEST_SET_STATE, 0, checks_vcpu_id(vcpu), &buffer);
}

static void vcpu_create_v2(struct vcpu *vcpu)
{
    static u64 space[SMALL_BUFFER_BYTES / 8];
    u64 arguments[HCALL_ARGUMENT_COUNT] = { 0, guest.id, checks_vcpu_id(vcpu) };
    struct buffer buffer;
    u8 *value;
    u64 minimum;
    s64 code;

    must(call_until_done(H_GUEST_CREATE_VCPU, arguments), "H_GUEST_CREATE_VCPU");
    buffer_begin(&buffer, space, sizeof(space));
    value = buffer_element(&buffer, EL_RUN_OUTPUT_MIN_SIZE, 8);
    write_be64(value, 0);
    must(state_call(H_GUEST_GET_STATE, GUEST_WIDE, checks_vcpu_id(vcpu), &buffer),
            "H_GUEST_GET_STATE of RUN_OUTPUT_MIN_SIZE");
    minimum = read_be64(value);

    vcpu->run_output_bytes = 128;
    while (vcpu->run_output_bytes < minimum)
        vcpu->run_output_bytes *= 2;
    vcpu->run_output = allocate(vcpu->run_output_bytes, vcpu->run_output_bytes);
    vcpu->run_input = allocate(RUN_INPUT_BYTES, RUN_INPUT_BYTES);
    code = H_SUCCESS;
    if (!checks_register_output(vcpu))
        code = set_run_buffer(vcpu, EL_RUN_OUTPUT, vcpu->run_output, vcpu->run_output_bytes);
    /* Nobody stored the code: what is tested is what another call has left in this register. */
    if (scenario(SCENARIO_RUN_OUTPUT_CODE))
        asm volatile("mr %0,%%r4" : "=r"(code));
    must(code, "H_GUEST_SET_STATE of RUN_OUTPUT");
    must(set_run_buffer(vcpu, EL_RUN_INPUT, vcpu->run_input, RUN_INPUT_BYTES), "H_GUEST_SET_STATE of RUN_INPUT");
}

static void guest_delete_v2(void)
{
    u64 arguments[HCALL_ARGUMENT_COUNT] = { 0, guest.id };

    if (!scenario(SCENARIO_STALE_TRANSLATION))
        flush_guest(true);
    call_until_done(H_GUEST_DELETE, arguments);
}

/* ---- state ---- */

static void fetch(struct vcpu *vcpu, u32 id)
{
    struct buffer buffer;

    /* The request carries the stale value, in a buffer that is otherwise idle between two runs. */
    buffer_begin(&buffer, vcpu->run_input, RUN_INPUT_BYTES);
    buffer_put_vcpu_element(&buffer, vcpu, id);
    must(state_call(H_GUEST_GET_STATE, 0, checks_vcpu_id(vcpu), &buffer), "H_GUEST_GET_STATE");
    buffer_parse(vcpu, vcpu->run_input, RUN_INPUT_BYTES);
}

static void fetch_registers(struct vcpu *vcpu)
{
    static const u16 others[] = { EL_NIA, EL_LR, EL_XER, EL_CTR, EL_CR };
    struct buffer buffer;
    u32 id;

    buffer_begin(&buffer, vcpu->run_input, RUN_INPUT_BYTES);
    for (id = EL_GPR(0); id <= EL_GPR(31); id++)
        if (!bitmap_test(vcpu->valid, element_index(id)))
            buffer_put_vcpu_element(&buffer, vcpu, id);
    for (u32 i = 0; i < ARRAY_COUNT(others); i++)
        if (!bitmap_test(vcpu->valid, element_index(others[i])))
            buffer_put_vcpu_element(&buffer, vcpu, others[i]);
    must(state_call(H_GUEST_GET_STATE, 0, checks_vcpu_id(vcpu), &buffer), "H_GUEST_GET_STATE");
    buffer_parse(vcpu, vcpu->run_input, RUN_INPUT_BYTES);
}

static void fetch_all(struct vcpu *vcpu)
{
    struct buffer buffer;

    buffer_begin(&buffer, vcpu->run_input, RUN_INPUT_BYTES);
    for (int i = 0; i < ELEMENT_COUNT; i++) {
        u32 id = element_id(i);

        /* These two can only be written. */
        if (!bitmap_test(vcpu->valid, i) && id < EL_EXIT_FIRST && id != EL_HDEC_EXPIRY_TB && id != EL_PPR)
            buffer_put_vcpu_element(&buffer, vcpu, id);
    }
    must(state_call(H_GUEST_GET_STATE, 0, checks_vcpu_id(vcpu), &buffer), "H_GUEST_GET_STATE");
    buffer_parse(vcpu, vcpu->run_input, RUN_INPUT_BYTES);
}

/* Registers that are never part of a run's input. */
static void send_unlisted(struct vcpu *vcpu)
{
    struct buffer buffer;

    buffer_begin(&buffer, vcpu->run_input, RUN_INPUT_BYTES);
    buffer_put_vcpu_element(&buffer, vcpu, EL_CFAR);
    buffer_put_vcpu_element(&buffer, vcpu, EL_HDEXCR);
    must(state_call(H_GUEST_SET_STATE, 0, checks_vcpu_id(vcpu), &buffer), "H_GUEST_SET_STATE of CFAR and HDEXCR");
}

/* An L0 may not know the element; the L2 then only loses what the L0 would have counted for it. */
static void announce(struct vcpu *vcpu, u64 address)
{
    static u64 space[SMALL_BUFFER_BYTES / 8];
    struct buffer buffer;

    buffer_begin(&buffer, space, sizeof(space));
    write_be64(buffer_element(&buffer, EL_VPA, 8), address);
    if (state_call(H_GUEST_SET_STATE, 0, checks_vcpu_id(vcpu), &buffer) != H_SUCCESS && options.verbose)
        print("l1: the L0 does not take the VPA element\n");
}

static void announce_vpa(struct vcpu *vcpu)
{
    if (vcpu->vpa == vcpu->vpa_announced || scenario(SCENARIO_VPA_NOT_ANNOUNCED))
        return;
    if (vcpu->vpa_announced)
        announce(vcpu, VPA_NONE);
    if (vcpu->vpa)
        announce(vcpu, vcpu->vpa);
    vcpu->vpa_announced = vcpu->vpa;
}

static void flush_guest_wide(struct vcpu *vcpu)
{
    struct buffer buffer;

    if (!guest.tb_offset_dirty && !guest.logical_pvr_dirty)
        return;
    buffer_begin(&buffer, vcpu->run_input, RUN_INPUT_BYTES);
    if (guest.logical_pvr_dirty)
        write_be32(buffer_element(&buffer, EL_LOGICAL_PVR, 4), guest.logical_pvr);
    if (guest.tb_offset_dirty)
        write_be64(buffer_element(&buffer, EL_TB_OFFSET, 8), options.tb_offset);
    must(state_call(H_GUEST_SET_STATE, GUEST_WIDE, checks_vcpu_id(vcpu), &buffer), "H_GUEST_SET_STATE guest-wide");
    guest.tb_offset_dirty = guest.logical_pvr_dirty = false;
}

/* Elements that are never part of a run's dirty set: HDEC_EXPIRY_TB is appended to every run, the others never sent. */
static bool is_sent_when_dirty(u32 id)
{
    if (id == EL_DPDES)
        return !scenario(SCENARIO_DOORBELL_NOT_SENT);
    return id != EL_HDEC_EXPIRY_TB && id != EL_CFAR && id != EL_HDEXCR;
}

static void fill_run_input(struct vcpu *vcpu, u64 limit, u64 lpcr)
{
    struct buffer buffer;

    buffer_begin(&buffer, vcpu->run_input, RUN_INPUT_BYTES);
    for (u32 w = 0; w < ELEMENT_BITMAP_WORDS; w++) {
        for (u64 left = vcpu->dirty[w]; left; left &= left - 1) {
            u32 id = element_id((int)(64 * w + (u32)__builtin_ctzl(left)));

            if (is_sent_when_dirty(id))
                buffer_put_vcpu_element(&buffer, vcpu, id);
        }
    }
    buffer_put(&buffer, EL_HDEC_EXPIRY_TB, limit);
    if (scenario(SCENARIO_MER_NOT_SENT))
        lpcr = *element_storage(vcpu, EL_LPCR);
    buffer_put(&buffer, EL_LPCR, lpcr & LPCR_ELEMENT_MASK);
}

static void read_tb_offset(struct vcpu *vcpu)
{
    static u64 space[SMALL_BUFFER_BYTES / 8];
    struct buffer buffer;
    u8 *value;

    buffer_begin(&buffer, space, sizeof(space));
    value = buffer_element(&buffer, EL_TB_OFFSET, 8);
    must(state_call(H_GUEST_GET_STATE, GUEST_WIDE, checks_vcpu_id(vcpu), &buffer), "H_GUEST_GET_STATE of TB_OFFSET");
    options.tb_offset = read_be64(value);
}

static u64 run(struct vcpu *vcpu, u64 limit, u64 lpcr)
{
    u64 arguments[HCALL_ARGUMENT_COUNT] = { 0, guest.id, checks_vcpu_id(vcpu) };
    s64 code;

    announce_vpa(vcpu);
    flush_guest_wide(vcpu);
    fill_run_input(vcpu, limit, lpcr);
    lock_drop();
    code = hcall(H_GUEST_RUN_VCPU, arguments);
    lock_take();
    must(code, "H_GUEST_RUN_VCPU");
    memset(vcpu->dirty, 0, sizeof(vcpu->dirty));
    memset(vcpu->valid, 0, sizeof(vcpu->valid));
    memset(vcpu->exit_info, 0, sizeof(vcpu->exit_info));
    buffer_parse(vcpu, vcpu->run_output, vcpu->run_output_bytes);
    if (scenario(SCENARIO_TB_OFFSET_READ))
        read_tb_offset(vcpu);
    return arguments[0] & 0xffffffff;
}

const struct api api_v2 = {
    .name = "v2",
    .probe = probe,
    .guest_create = guest_create_v2,
    .vcpu_create = vcpu_create_v2,
    .tables_changed = send_tables,
    .run = run,
    .fetch = fetch,
    .fetch_registers = fetch_registers,
    .fetch_all = fetch_all,
    .send_unlisted = send_unlisted,
    .guest_delete = guest_delete_v2,
    .reflects_user_hcall = false,
    .injects_external = false,
};
