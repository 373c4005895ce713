package dev.nestor.analysis.sql;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class StatementTextTest {

    @Test
    void oneStatementMayEndWithASemicolonAndHoldComments() {
        assertTrue(StatementText.isOne("SELECT 1"));
        assertTrue(StatementText.isOne("SELECT 1; -- done"));
        assertTrue(StatementText.isOne("/* why; */ SELECT ';' AS \"a;b\" ;\n"));
    }

    @Test
    void severalStatementsAndNoneAreNotOne() {
        assertFalse(StatementText.isOne("SELECT 1; SELECT 2"));
        assertFalse(StatementText.isOne("SELECT 'a'; /* then */ DROP TABLE t"));
        assertFalse(StatementText.isOne("  ;"));
        assertFalse(StatementText.isOne("-- nothing"));
    }
}
