WITH `t4` AS (
  SELECT
    `t3`.`source`,
    `t3`.`target`,
    `t3`.`day`,
    `t3`.`month`,
    `t3`.`plover`,
    `t3`.`quad`,
    `t3`.`place`,
    `t3`.`goldstein_total` / NULLIF(`t3`.`scored`, 0) AS `goldstein`,
    `t3`.`reports`,
    `t3`.`coded_rows`,
    `t3`.`event_id`,
    `t3`.`url`,
    `t3`.`known_from`
  FROM (
    SELECT
      `t2`.`source`,
      `t2`.`target`,
      `t2`.`day`,
      `t2`.`month`,
      `t2`.`plover`,
      `t2`.`quad`,
      `t2`.`place`,
      SUM(`t2`.`goldstein_total`) AS `goldstein_total`,
      SUM(`t2`.`scored`) AS `scored`,
      SUM(`t2`.`reports`) AS `reports`,
      SUM(`t2`.`coded_rows`) AS `coded_rows`,
      MIN(`t2`.`event_id`) AS `event_id`,
      MIN(`t2`.`url`) AS `url`,
      MIN(`t2`.`known_from`) AS `known_from`
    FROM (
      SELECT
        `t1`.`source`,
        `t1`.`target`,
        `t1`.`day`,
        `t1`.`month`,
        `t1`.`plover`,
        `t1`.`quad`,
        `t1`.`page`,
        SUM(`t1`.`goldstein_total`) AS `goldstein_total`,
        SUM(`t1`.`scored`) AS `scored`,
        SUM(`t1`.`reports`) AS `reports`,
        SUM(`t1`.`coded_rows`) AS `coded_rows`,
        MIN(`t1`.`event_id`) AS `event_id`,
        MIN(`t1`.`url`) AS `url`,
        MIN(`t1`.`known_from`) AS `known_from`,
        MIN(`t1`.`place`) AS `place`
      FROM (
        SELECT
          `t0`.`event_id`,
          IF(`t0`.`plover` IN ('CONSULT'), LEAST(`t0`.`source`, `t0`.`target`), `t0`.`source`) AS `source`,
          IF(`t0`.`plover` IN ('CONSULT'), GREATEST(`t0`.`source`, `t0`.`target`), `t0`.`target`) AS `target`,
          `t0`.`source_sector`,
          `t0`.`target_sector`,
          `t0`.`cameo`,
          `t0`.`plover`,
          `t0`.`mode`,
          `t0`.`place`,
          `t0`.`url`,
          `t0`.`day`,
          `t0`.`month`,
          `t0`.`known_from`,
          `t0`.`quad`,
          `t0`.`goldstein`,
          `t0`.`reports`,
          COALESCE(`t0`.`goldstein`, 0.0) AS `goldstein_total`,
          CAST(`t0`.`goldstein` IS NOT NULL AND NOT ISNAN(`t0`.`goldstein`) AS BIGINT) AS `scored`,
          1 AS `coded_rows`,
          IF(`t0`.`url` = '', `t0`.`event_id`, `t0`.`url`) AS `page`
        FROM `events` AS `t0`
      ) AS `t1`
      GROUP BY
        1,
        2,
        3,
        4,
        5,
        6,
        7
    ) AS `t2`
    GROUP BY
      1,
      2,
      3,
      4,
      5,
      6,
      7
  ) AS `t3`
)
SELECT
  `t10`.`source`,
  `t10`.`target`,
  `t10`.`month`,
  `t10`.`quad`,
  `t10`.`events`,
  `t10`.`reports`,
  `t10`.`goldstein_mean`,
  `t10`.`total_events`,
  `t10`.`total_reports`,
  `t10`.`events` / NULLIF(`t10`.`total_events`, 0) AS `share`
FROM (
  SELECT
    `t9`.`source`,
    `t9`.`target`,
    `t9`.`month`,
    `t9`.`quad`,
    `t9`.`events`,
    `t9`.`reports`,
    `t9`.`goldstein_mean`,
    `t8`.`total_events`,
    `t8`.`total_reports`
  FROM (
    SELECT
      `t5`.`source`,
      `t5`.`target`,
      `t5`.`month`,
      `t5`.`quad`,
      COUNT(*) AS `events`,
      SUM(`t5`.`reports`) AS `reports`,
      AVG(`t5`.`goldstein`) AS `goldstein_mean`
    FROM `t4` AS `t5`
    GROUP BY
      1,
      2,
      3,
      4
  ) AS `t9`
  INNER JOIN (
    SELECT
      `t5`.`month`,
      COUNT(*) AS `total_events`,
      SUM(`t5`.`reports`) AS `total_reports`
    FROM `t4` AS `t5`
    GROUP BY
      1
  ) AS `t8`
    ON `t9`.`month` = `t8`.`month`
) AS `t10`
