package dev.minos.harness.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.checker.history.History;
import dev.minos.checker.history.Operation;

/** That two histories agree in everything that the checker can ask of them. */
public final class HistoriesAreEqual {
    private HistoriesAreEqual() {}

    public static void check(History one, History other) {
        assertThat(one.size()).isEqualTo(other.size());
        assertThat(one.keys()).isEqualTo(other.keys());
        assertThat(one.functions()).isEqualTo(other.functions());
        assertThat(one.claims()).isEqualTo(other.claims());
        assertThat(one.warnings()).isEqualTo(other.warnings());
        for (int op = 0; op < one.size(); op++) {
            Operation operation = one.operation(op);
            assertThat(operation).isEqualTo(other.operation(op));
            assertThat(one.attempt(op)).isEqualTo(other.attempt(op));
            assertThat(one.outputVersion(op)).isEqualTo(other.outputVersion(op));
            assertThat(one.index(operation.invoked())).isEqualTo(other.index(operation.invoked()));
            assertThat(one.line(operation.invoked())).isEqualTo(other.line(operation.invoked()));
        }
    }
}
