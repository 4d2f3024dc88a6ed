package com.example.inbox;

import dev.minos.checker.CheckResult;
import dev.minos.checker.Verdict;
import dev.minos.checker.explain.Explanation;
import dev.minos.junit5.LinearizabilityTest;
import dev.minos.junit5.campaign.Answer;
import dev.minos.junit5.campaign.Service;
import java.util.concurrent.locks.LockSupport;

class InboxTest {
    /** Every method that it calls is synchronized, and yet: what is the oldest now may be somebody else's a moment later. */
    static final class HastyInbox extends Inbox {
        @Override
        public Long take() {
            Long oldest = oldest();
            LockSupport.parkNanos(1_000); // makes sure that somebody comes in between now and then
            if (oldest != null) {
                remove(oldest);
            }
            return oldest;
        }
    }

    private static Service calling(Inbox inbox) {
        return client -> request -> {
            if (request.f().equals("enqueue")) {
                inbox.add(request.number());
                return Answer.ok();
            }
            Long message = inbox.take();
            return message == null ? Answer.refused("empty") : Answer.ok(message);
        };
    }

    Service inbox() {
        return calling(new Inbox());
    }

    Service hastyInbox() {
        return calling(new HastyInbox());
    }

    @LinearizabilityTest(serviceFrom = "inbox", model = "fifo-queue")
    void anInboxIsAQueue() {}

    @LinearizabilityTest(serviceFrom = "hastyInbox", model = "fifo-queue",
            expected = Verdict.NOT_LINEARIZABLE)
    void aHastyInboxIsCaught(CheckResult result) {
        Explanation.of(result).forEach(System.out::println);
    }
}
