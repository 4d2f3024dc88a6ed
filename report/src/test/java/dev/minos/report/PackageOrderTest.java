package dev.minos.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.minos.checker.testing.PackageOrder;
import org.junit.jupiter.api.Test;

/** The packages of the report stand in an order: none uses another that uses it. */
class PackageOrderTest {
    @Test
    void packagesHaveNoCycle() {
        PackageOrder order = PackageOrder.ofModuleOf(HtmlReport.class);

        assertThat(order.packages()).hasSizeGreaterThan(1);
        assertThat(order.cycles()).isEmpty();
    }
}
