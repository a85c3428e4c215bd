package dev.aligner.service;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;

/** The whole service on a port of its own; one for all such tests. */
@SpringBootTest(
        classes = {AlignerApplication.class, FakeCorrectorConfiguration.class},
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {"aligner.stream.heartbeat=50ms", "aligner.deadline.body=500ms", "aligner.limits.batch-line=4KB"})
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@interface HttpTest {}
