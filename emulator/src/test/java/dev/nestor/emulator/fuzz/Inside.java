package dev.nestor.emulator.fuzz;

import dev.nestor.emulator.hypervisor.Hypervisor;
import dev.nestor.emulator.hypervisor.nested.NestedGuest;
import dev.nestor.emulator.hypervisor.nested.NestedVcpu;
import dev.nestor.emulator.hypervisor.partition.PartitionState;
import dev.nestor.emulator.mmu.TranslationSet;
import dev.nestor.emulator.state.StateDigest;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What an L0 keeps inside, for checks that no hypercall can make. */
final class Inside {
    private final NestedGuest[] guests;
    private final PartitionState partition;

    Inside(Hypervisor hypervisor) {
        partition = (PartitionState) read(hypervisor, "partition");
        Object nested = read(hypervisor, "nested");
        boolean v2 = nested.getClass().getSimpleName().equals("NestedV2");
        guests = v2 ? (NestedGuest[]) read(read(nested, "guests"), "guests") : new NestedGuest[0];
    }

    /** Every v2 guest. */
    List<NestedGuest> guests() {
        List<NestedGuest> found = new ArrayList<>();
        for (NestedGuest guest : guests) {
            if (guest != null) {
                found.add(guest);
            }
        }
        return found;
    }

    /** A v2 guest, or null. */
    @Nullable
    NestedGuest guest(long guestId) {
        return guestId < 0 || guestId >= guests.length ? null : guests[(int) guestId];
    }

    /** The partitions of which there are cached translations, ascending. */
    SortedSet<Integer> partitionsOf(TranslationSet translations) {
        SortedSet<Integer> partitions = new TreeSet<>();
        for (long tag : (long[]) read(translations, "tags")) {
            if (tag != -1) {
                partitions.add((int) (tag >>> 48));
            }
        }
        return partitions;
    }

    /** A v2 vCPU, or null. */
    @Nullable
    NestedVcpu vcpu(long guestId, long vcpuId) {
        NestedGuest guest = guestId < 0 || guestId >= guests.length ? null : guests[(int) guestId];
        return guest == null ? null : guest.vcpu(vcpuId);
    }

    /** Digest of every v2 vCPU and of the rest of each guest, by "guest.vcpu" and "guest". */
    Map<String, Long> digests() {
        Map<String, Long> digests = new LinkedHashMap<>();
        StateDigest digest = new StateDigest();
        for (NestedGuest guest : guests()) {
            digest.reset();
            guest.saveOwn(digest);
            digests.put(guest.id() + "", digest.value());
            for (NestedVcpu vcpu : guest.vcpus()) {
                digests.put(guest.id() + "." + vcpu.id(), StateDigest.of(vcpu));
            }
        }
        return digests;
    }

    /** L1 real address of an L1 vCPU's virtual processor area; 0 for none. */
    long vpa(int vcpu) {
        return partition.vpa(vcpu);
    }

    private static Object read(Object object, String name) {
        try {
            Field field = object.getClass().getDeclaredField(name);
            field.setAccessible(true);
            return field.get(object);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(object.getClass() + " has no field " + name, e);
        }
    }
}
