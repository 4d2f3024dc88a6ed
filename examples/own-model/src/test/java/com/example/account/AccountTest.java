package com.example.account;

import dev.minos.checker.CheckResult;
import dev.minos.checker.Verdict;
import dev.minos.checker.explain.Explanation;
import dev.minos.junit5.LinearizabilityTest;
import dev.minos.junit5.campaign.Answer;
import dev.minos.junit5.campaign.Request;
import dev.minos.junit5.campaign.Service;
import dev.minos.junit5.campaign.Workload;
import java.util.concurrent.locks.LockSupport;

class AccountTest {
    /** Looks first and takes then: two who look at the same time both take. */
    static final class HastyAccount extends Account {
        @Override
        public boolean withdraw(long amount) {
            if (balance() < amount) {
                return false;
            }
            LockSupport.parkNanos(1_000); // makes sure that somebody comes in between now and then
            deposit(-amount);
            return true;
        }
    }

    Workload workload = Workload.of(new AccountModel(), turn -> switch (turn.random().nextInt(5)) {
        case 0 -> Request.of("balance");
        case 1 -> Request.of("deposit", 1 + turn.random().nextInt(4));
        default -> Request.of("withdraw", 1 + turn.random().nextInt(4));
    });

    static Service calling(Account account) {
        return client -> request -> switch (request.f()) {
            case "deposit" -> {
                account.deposit(request.number());
                yield Answer.ok();
            }
            case "withdraw" -> account.withdraw(request.number()) ? Answer.ok() : Answer.refused("too little");
            default -> Answer.ok(account.balance());
        };
    }

    Service account() {
        return calling(new Account());
    }

    Service hastyAccount() {
        return calling(new HastyAccount());
    }

    @LinearizabilityTest(serviceFrom = "account", workloadFrom = "workload")
    void anAccountIsLinearizable() {}

    @LinearizabilityTest(serviceFrom = "hastyAccount", workloadFrom = "workload",
            expected = Verdict.NOT_LINEARIZABLE)
    void aHastyAccountIsCaught(CheckResult result) {
        Explanation.of(result).forEach(System.out::println);
    }
}
