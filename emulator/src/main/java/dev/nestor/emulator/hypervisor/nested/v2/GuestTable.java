package dev.nestor.emulator.hypervisor.nested.v2;

import dev.nestor.emulator.arch.Limits;
import dev.nestor.emulator.hypervisor.nested.MemoryModel;
import dev.nestor.emulator.hypervisor.nested.NestedGuest;
import dev.nestor.emulator.hypervisor.nested.NestedVcpu;
import dev.nestor.emulator.papr.Defect;
import dev.nestor.emulator.state.Derived;
import dev.nestor.emulator.state.StateFormatException;
import dev.nestor.emulator.state.StateReader;
import dev.nestor.emulator.state.StateWriter;
import dev.nestor.emulator.state.Stateful;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The guests of the v2 API by id, 1 to 4095, and what they use of the L0's memory. */
final class GuestTable implements Stateful, MemoryModel.Usage {
    /** Marks the id of a guest that was left behind, in saved state. */
    private static final int STALE_ID = Limits.GUEST_ID_MAX + 1;

    private final @Nullable NestedGuest[] guests = new NestedGuest[Limits.GUEST_ID_MAX + 1];

    @Derived("the ids of the guests there are; rebuilt by load")
    private final BitSet used = new BitSet();

    @Derived("the ids of guests that are gone and still stand in the table; rebuilt by load")
    private final BitSet stale = new BitSet();

    private long guestCount;
    private long vcpuCount;

    /** The guest with an id, or null. */
    @Nullable
    NestedGuest guest(long id) {
        return id < 1 || id > Limits.GUEST_ID_MAX || !used.get((int) id) ? null : guests[(int) id];
    }

    /** Every guest by ascending id. */
    List<NestedGuest> all() {
        List<NestedGuest> all = new ArrayList<>();
        for (int id = used.nextSetBit(1); id >= 0; id = used.nextSetBit(id + 1)) {
            NestedGuest guest = guests[id];
            if (guest != null) {
                all.add(guest);
            }
        }
        return all;
    }

    /** Makes a guest with the lowest free id; null when ids or modelled memory are exhausted. */
    @Nullable
    NestedGuest create(long logicalPvr) {
        int id = used.nextClearBit(1);
        if (id > Limits.GUEST_ID_MAX || !hasRoom(MemoryModel.GUEST_BYTES)) {
            return null;
        }
        NestedGuest left = guests[id];
        NestedGuest guest = left == null ? new NestedGuest(id, logicalPvr) : left;
        guests[id] = guest;
        used.set(id);
        stale.clear(id);
        guestCount++;
        vcpuCount += guest.vcpus().size();
        return guest;
    }

    /** Adds a vCPU whose id is free; null when modelled memory is exhausted. */
    @Nullable
    NestedVcpu createVcpu(NestedGuest guest, int vcpuId) {
        if (!hasRoom(MemoryModel.VCPU_BYTES)) {
            return null;
        }
        vcpuCount++;
        return guest.add(vcpuId);
    }

    /** Removes a guest and its vCPUs. */
    void delete(NestedGuest guest) {
        guests[guest.id()] = null;
        used.clear(guest.id());
        guestCount--;
        vcpuCount -= guest.vcpus().size();
    }

    /** Puts a guest that was deleted back for {@link #create} to find, as {@link Defect#STALE_GUESTS} asks. */
    void leaveBehind(NestedGuest guest) {
        guests[guest.id()] = guest;
        stale.set(guest.id());
    }

    @Override
    public long guests() {
        return guestCount;
    }

    @Override
    public long vcpus() {
        return vcpuCount;
    }

    @Override
    public long guestsWithTree() {
        long count = 0;
        for (NestedGuest guest : all()) {
            count += guest.hasTree() ? 1 : 0;
        }
        return count;
    }

    @Override
    public void save(StateWriter out) {
        out.putLong("guest_count", guestCount + stale.cardinality());
        out.putLong("vcpu_count", vcpuCount);
        for (NestedGuest guest : all()) {
            out.putLong("guest_id", guest.id());
            out.putState("guest", guest);
        }
        for (int id = stale.nextSetBit(1); id >= 0; id = stale.nextSetBit(id + 1)) {
            out.putLong("guest_id", id | STALE_ID);
            out.putState("guest", guests[id]);
        }
    }

    @Override
    public void load(StateReader in) {
        Arrays.fill(guests, null);
        used.clear();
        stale.clear();
        int count = in.getCount("guest_count", Limits.GUEST_ID_MAX);
        vcpuCount = in.getLong("vcpu_count");
        for (int i = 0; i < count; i++) {
            int key = in.getCount("guest_id", Limits.GUEST_ID_MAX | STALE_ID);
            int id = key & ~STALE_ID;
            if (id == 0) {
                throw new StateFormatException("saved guest_id is " + key + ", expected 1 to " + Limits.GUEST_ID_MAX);
            }
            NestedGuest guest = new NestedGuest(id, 0);
            in.getState("guest", guest);
            guests[id] = guest;
            (key == id ? used : stale).set(id);
        }
        guestCount = used.cardinality();
    }

    private boolean hasRoom(long bytes) {
        return MemoryModel.heapInUse(this) + bytes <= MemoryModel.HEAP_BYTES_MAX;
    }

    /**
     * Looks whether every L2 vCPU that was saved as running does so on one of {@code vcpus} of the L1.
     *
     * @throws StateFormatException when one does not
     */
    void requireRunningBelow(int vcpus) {
        for (NestedGuest guest : all()) {
            for (NestedVcpu vcpu : guest.vcpus()) {
                if (vcpu.runningOn >= vcpus) {
                    throw new StateFormatException(
                            "saved running_on is " + vcpu.runningOn + ", expected one of " + vcpus + " vCPUs");
                }
            }
        }
    }
}
