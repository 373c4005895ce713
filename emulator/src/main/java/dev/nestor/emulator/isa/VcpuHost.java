package dev.nestor.emulator.isa;

import dev.nestor.emulator.mmu.AddressTranslator;
import dev.nestor.emulator.mmu.TranslationSet;

/** What an instruction may ask of the rest of the machine; given to a vCPU by the machine that owns it. */
public interface VcpuHost {

    /** Which entries a tlbie or tlbiel removes. */
    enum InvalidationScope {
        /** Everything of the partition. */
        PARTITION,
        /** Everything of one process. */
        PROCESS,
        /** One page of one process. */
        PAGE;

        /** Removes what this names from the translations of {@code mem}; the other arguments are the host's. */
        public void removeFrom(AddressTranslator mem, int lpid, int pid, long firstPage, long lastPage) {
            TranslationSet translations = mem.translations();
            switch (this) {
                case PARTITION -> translations.removePartition(lpid);
                case PROCESS -> translations.removeProcess(lpid, pid);
                case PAGE -> translations.removePages(lpid, pid, firstPage, lastPage);
            }
            mem.translationsRemoved();
        }
    }

    /**
     * Removes cached translations of the partition that the vCPU is in.
     *
     * @param vcpu the vCPU that executes the instruction
     * @param everywhere whether all vCPUs of the machine are meant (tlbie) or only this one (tlbiel)
     * @param scope what to remove
     * @param pid the process, for {@code PROCESS} and {@code PAGE}
     * @param firstPage first effective page of 4 KiB, for {@code PAGE}
     * @param lastPage last effective page, included
     */
    void invalidateTranslations(
            Vcpu vcpu, boolean everywhere, InvalidationScope scope, int pid, long firstPage, long lastPage);

    /** The next 64 bits of the machine's seeded random sequence, for darn and H_RANDOM. */
    long nextRandom();
}
