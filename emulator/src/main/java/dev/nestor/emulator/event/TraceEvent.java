package dev.nestor.emulator.event;

/**
 * Every fact the machine can state, one record each; the record is the schema. The position (sequence and moment)
 * stands beside the record, not in it. To add an event: add a record here and state it where it happens.
 *
 * <p>Columns are ints, longs or, last, one byte[]. Multi-byte values inside a payload are in the byte order in which
 * the guest laid them out.
 */
// tidy: table, one record per event
public sealed interface TraceEvent {

    /** The machine was set up and is about to attempt its first instruction. */
    @EventId(
            value = 1,
            level = TraceLevel.CALLS,
            says = "The machine was set up and is about to attempt its first instruction.")
    record MachineStarted(
            @Column(value = Unit.COUNT, says = "L1 virtual processors")
            int vcpus,

            @Column(value = Unit.BYTES, says = "L1 memory") long memoryBytes,

            @Column(value = Unit.ADDRESS, says = "L1 real address of the first instruction")
            long entry,

            @Column(value = Unit.ADDRESS, says = "L1 real address of the flattened device tree")
            long deviceTree)
            implements TraceEvent {
        /** This event's type. */
        public static final EventType TYPE = EventType.of(MachineStarted.class);
    }

    /** The machine came to its end. */
    @EventId(value = 2, level = TraceLevel.CALLS, says = "The machine came to its end.")
    record MachineStopped(
            @Column(value = Unit.ID, says = "why, a number of dim_stop_reason")
            int reason,

            @Column(value = Unit.CODE, says = "detail, such as the power-off mask")
            long detail)
            implements TraceEvent {
        /** This event's type. */
        public static final EventType TYPE = EventType.of(MachineStopped.class);
    }

    /** An L1 vCPU made a hypercall. */
    @EventId(value = 3, level = TraceLevel.CALLS, says = "An L1 vCPU made a hypercall; values are as it entered.")
    record HcallEntered(
            @Column(value = Unit.ID, says = "L1 vCPU") int vcpu,

            @Column(value = Unit.HEX, says = "hypercall number, R3")
            long opcode,

            @Column(value = Unit.REGISTER, says = "argument in R4")
            long r4,

            @Column(value = Unit.REGISTER, says = "argument in R5")
            long r5,

            @Column(value = Unit.REGISTER, says = "argument in R6")
            long r6,

            @Column(value = Unit.REGISTER, says = "argument in R7")
            long r7,

            @Column(value = Unit.REGISTER, says = "argument in R8")
            long r8,

            @Column(value = Unit.REGISTER, says = "argument in R9")
            long r9,

            @Column(value = Unit.ADDRESS, says = "address of the instruction after sc")
            long nia,

            @Column(value = Unit.REGISTER, says = "L1's machine state register")
            long msr)
            implements TraceEvent {
        /** This event's type. */
        public static final EventType TYPE = EventType.of(HcallEntered.class);
    }

    /** A hypercall went back to the L1 vCPU that made it. */
    @EventId(
            value = 4,
            level = TraceLevel.CALLS,
            says = "A hypercall went back to the L1 vCPU that made it; an entered L2 has exited by then.")
    record HcallReturned(
            @Column(value = Unit.ID, says = "L1 vCPU") int vcpu,

            @Column(value = Unit.HEX, says = "hypercall number")
            long opcode,

            @Column(value = Unit.CODE, says = "return code, R3")
            long code,

            @Column(value = Unit.REGISTER, says = "output in R4")
            long r4,

            @Column(value = Unit.REGISTER, says = "output in R5")
            long r5,

            @Column(value = Unit.COUNT, says = "state elements the L0 moved")
            long elements,

            @Column(value = Unit.BYTES, says = "bytes of state the L0 read from L1 memory")
            long bytesIn,

            @Column(value = Unit.BYTES, says = "bytes of state the L0 wrote to L1 memory")
            long bytesOut,

            @Column(value = Unit.COUNT, says = "translation table entries the L0 read since the call entered")
            long tableReads)
            implements TraceEvent {
        /** This event's type. */
        public static final EventType TYPE = EventType.of(HcallReturned.class);
    }

    /** An L1 vCPU began to run an L2 vCPU. */
    @EventId(value = 5, level = TraceLevel.CALLS, says = "An L1 vCPU began to run an L2 vCPU.")
    record NestedEntered(
            @Column(value = Unit.ID, says = "L1 vCPU") int vcpu,

            @Column(value = Unit.ID, says = "nested API, 1 or 2")
            int api,

            @Column(value = Unit.ID, says = "guest id (v2) or L1's lpid (v1)")
            long guestId,

            @Column(value = Unit.ID, says = "L2 vCPU id (v2) or vCPU token (v1)")
            long l2Vcpu,

            @Column(value = Unit.ADDRESS, says = "L2's first instruction address")
            long nia,

            @Column(value = Unit.REGISTER, says = "L2's machine state register, as it runs")
            long msr,

            @Column(value = Unit.REGISTER, says = "L2's logical partitioning control register, as it runs")
            long lpcr,

            @Column(value = Unit.TICKS, says = "L1 time base at which the run must end")
            long hdecExpiry,

            @Column(value = Unit.INSTRUCTIONS, says = "instructions this L2 vCPU attempted before")
            long l2Instructions)
            implements TraceEvent {
        /** This event's type. */
        public static final EventType TYPE = EventType.of(NestedEntered.class);
    }

    /** An L2 vCPU exited to its L1. */
    @EventId(value = 6, level = TraceLevel.CALLS, says = "An L2 vCPU exited to its L1.")
    record NestedExited(
            @Column(value = Unit.ID, says = "L1 vCPU") int vcpu,

            @Column(value = Unit.ID, says = "nested API, 1 or 2")
            int api,

            @Column(value = Unit.ID, says = "guest id (v2) or L1's lpid (v1)")
            long guestId,

            @Column(value = Unit.ID, says = "L2 vCPU id (v2) or vCPU token (v1)")
            long l2Vcpu,

            @Column(value = Unit.HEX, says = "interrupt vector of the exit, a number of dim_nested_exit")
            int vector,

            @Column(value = Unit.ADDRESS, says = "L2's next instruction address")
            long nia,

            @Column(value = Unit.REGISTER, says = "L2's machine state register with the exit's status bits")
            long msr,

            @Column(value = Unit.REGISTER, says = "L2's R3: the hypercall number of a 0xC00 exit")
            long r3,

            @Column(value = Unit.REGISTER, says = "L2's R4") long r4,

            @Column(value = Unit.ADDRESS, says = "HDAR: effective address of a storage exit")
            long hdar,

            @Column(value = Unit.HEX, says = "HDSISR: cause of a storage exit")
            long hdsisr,

            @Column(value = Unit.ADDRESS, says = "ASDR: L2 real address of a storage exit")
            long asdr,

            @Column(value = Unit.INSTRUCTIONS, says = "instructions this L2 vCPU attempted up to here")
            long l2Instructions)
            implements TraceEvent {
        /** This event's type. */
        public static final EventType TYPE = EventType.of(NestedExited.class);
    }

    /** State of an L2 crossed between L1 memory and the L0. */
    @EventId(value = 7, says = "State of an L2 crossed between L1 memory and the L0; the bytes are as in L1 memory.")
    record StateTransferred(
            @Column(value = Unit.ID, says = "L1 vCPU") int vcpu,

            @Column(value = Unit.HEX, says = "hypercall that moved it")
            long opcode,

            @Column(value = Unit.ID, says = "guest id (v2) or L1's lpid (v1)")
            long guestId,

            @Column(value = Unit.ID, says = "L2 vCPU id (v2) or vCPU token (v1)")
            long l2Vcpu,

            @Column(value = Unit.ID, says = "direction: 0 from L1 to L0, 1 from L0 to L1")
            int direction,

            @Column(value = Unit.ID, says = "layout of the bytes, a number of dim_state_format")
            int format,

            @Column(value = Unit.ADDRESS, says = "L1 real address of the first byte")
            long l1RealAddress,

            @Column(value = Unit.COUNT, says = "state elements in the bytes")
            long elements,

            @Column(value = Unit.PAYLOAD, says = "the bytes moved")
            byte[] bytes)
            implements TraceEvent {
        /** This event's type. */
        public static final EventType TYPE = EventType.of(StateTransferred.class);
    }

    /** An interrupt was delivered to the level that runs. */
    @EventId(value = 8, says = "An interrupt was delivered inside the guest that runs; an exit is stated as such.")
    record InterruptDelivered(
            @Column(value = Unit.ID, says = "L1 vCPU") int vcpu,

            @Column(value = Unit.ID, says = "level that takes it, 1 or 2")
            int level,

            @Column(value = Unit.HEX, says = "interrupt vector")
            int vector,

            @Column(value = Unit.ADDRESS, says = "SRR0: where the guest was")
            long srr0,

            @Column(value = Unit.REGISTER, says = "SRR1: the guest's machine state and the cause")
            long srr1,

            @Column(value = Unit.ADDRESS, says = "DAR, as the interrupt left it")
            long dar,

            @Column(value = Unit.HEX, says = "DSISR, as the interrupt left it")
            long dsisr)
            implements TraceEvent {
        /** This event's type. */
        public static final EventType TYPE = EventType.of(InterruptDelivered.class);
    }

    /** The L1 wrote to its console. */
    @EventId(value = 9, level = TraceLevel.CALLS, says = "The L1 wrote to its console.")
    record ConsoleWritten(
            @Column(value = Unit.ID, says = "L1 vCPU") int vcpu,

            @Column(value = Unit.HEX, says = "unit address of the virtual terminal")
            long vty,

            @Column(value = Unit.PAYLOAD, says = "the bytes written")
            byte[] bytes)
            implements TraceEvent {
        /** This event's type. */
        public static final EventType TYPE = EventType.of(ConsoleWritten.class);
    }

    /** Something from outside was applied to the machine. */
    @EventId(
            value = 10,
            level = TraceLevel.CALLS,
            says = "Something from outside passed the input door and was applied.")
    record InputApplied(
            @Column(value = Unit.COUNT, says = "inputs applied before this one")
            long index,

            @Column(value = Unit.ID, says = "kind of input, a number of dim_input")
            int kind)
            implements TraceEvent {
        /** This event's type. */
        public static final EventType TYPE = EventType.of(InputApplied.class);
    }

    /** Every vCPU waited and time was skipped to the next timer. */
    @EventId(value = 11, says = "Every vCPU waited; time was skipped forward to the next timer or input.")
    record IdleSkipped(
            @Column(value = Unit.INSTRUCTIONS, says = "moments skipped")
            long skipped) implements TraceEvent {
        /** This event's type. */
        public static final EventType TYPE = EventType.of(IdleSkipped.class);
    }

    /** The digest of the state was taken. */
    @EventId(value = 12, says = "A digest of the machine's state was taken; replay compares it.")
    record StateDigested(
            @Column(value = Unit.ID, says = "L1 vCPU that exited, or -1 for the whole machine")
            int vcpu,

            @Column(value = Unit.DIGEST, says = "processor state of the vCPU and of the L2 that exited")
            long processor,

            @Column(value = Unit.DIGEST, says = "state kept by the L0 and cached translations")
            long hypervisor,

            @Column(value = Unit.DIGEST, says = "L1 memory; 0 where the cadence left it out")
            long memory)
            implements TraceEvent {
        /** This event's type. */
        public static final EventType TYPE = EventType.of(StateDigested.class);
    }

    /** The scheduler gave the machine to another L1 vCPU. */
    @EventId(value = 13, says = "The scheduler gave the machine to an L1 vCPU that did not run just before.")
    record VcpuDispatched(
            @Column(value = Unit.ID, says = "L1 vCPU that runs from here")
            int vcpu) implements TraceEvent {
        /** This event's type. */
        public static final EventType TYPE = EventType.of(VcpuDispatched.class);
    }

    /** An element of a guest state buffer was refused. */
    @EventId(value = 14, says = "The L0 refused an element of a guest state buffer, and with it the whole buffer.")
    record StateRefused(
            @Column(value = Unit.ID, says = "L1 vCPU") int vcpu,

            @Column(value = Unit.HEX, says = "hypercall that brought it")
            long opcode,

            @Column(value = Unit.ID, says = "guest id; 0 for a host-wide call")
            long guestId,

            @Column(value = Unit.ID, says = "L2 vCPU id; 0 for a call that names none")
            long l2Vcpu,

            @Column(value = Unit.ADDRESS, says = "L1 real address of the buffer")
            long l1RealAddress,

            @Column(value = Unit.COUNT, says = "index of the element in the buffer, from 0")
            long elementIndex,

            @Column(value = Unit.BYTES, says = "offset of the element in the buffer")
            long offset,

            @Column(value = Unit.HEX, says = "id of the element; 0 when the buffer ends before it")
            int element,

            @Column(value = Unit.BYTES, says = "size that the element claims; 0 when the buffer ends before it")
            int sizeBytes,

            @Column(value = Unit.ID, says = "why, a number of dim_state_refusal")
            int reason)
            implements TraceEvent {
        /** This event's type. */
        public static final EventType TYPE = EventType.of(StateRefused.class);
    }

    /** A fault on purpose was put in force. */
    @EventId(value = 15, says = "A fault on purpose came in by the input door and is in force from here on.")
    record FaultArranged(
            @Column(value = Unit.ID, says = "the rule, counted from 0")
            long rule,

            @Column(value = Unit.ID, says = "what it does, a number of dim_fault_effect")
            int effect,

            @Column(value = Unit.PAYLOAD, says = "the rule's text, ASCII")
            byte[] text)
            implements TraceEvent {
        /** This event's type. */
        public static final EventType TYPE = EventType.of(FaultArranged.class);
    }

    /** A fault on purpose struck. */
    @EventId(value = 16, says = "A fault on purpose struck: what follows is not what the L0 would have done.")
    record FaultInjected(
            @Column(value = Unit.ID, says = "L1 vCPU") int vcpu,

            @Column(value = Unit.ID, says = "the rule, a number of fault_arranged")
            long rule,

            @Column(value = Unit.ID, says = "what it did, a number of dim_fault_effect")
            int effect,

            @Column(value = Unit.HEX, says = "hypercall that it struck; 0 for an entry or an interrupt")
            long opcode,

            @Column(value = Unit.ID, says = "guest id (v2) or L1's lpid (v1); -1 for none")
            long guestId,

            @Column(value = Unit.ID, says = "L2 vCPU id (v2) or vCPU token (v1); -1 for none")
            long l2Vcpu,

            @Column(value = Unit.ID, says = "state element that was corrupted, a number of dim_gsb_element; else 0")
            int element,

            @Column(value = Unit.COUNT, says = "times that the rule's place had been reached, this one counted")
            long occurrence)
            implements TraceEvent {
        /** This event's type. */
        public static final EventType TYPE = EventType.of(FaultInjected.class);
    }
}
