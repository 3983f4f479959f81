//! Columns of the sheets: heading, width in millimetres, and whether it is left to be written in. Each
//! sheet is
//! as wide as lying A4 less 18 mm at the left and 12 at the right.

/// A column: heading, width in millimetres, and whether it is left to be written in.
pub type Column = (&'static str, u32, bool);

/// Width of every sheet, millimetres.
pub const WIDTH: u32 = 267;

pub(super) const EVACUATION: &[Column] = &[
    ("序号", 8, false),
    ("危险区\n类型", 30, false),
    ("位置", 24, false),
    ("户主\n手机", 28, false),
    ("居住人数", 10, false),
    ("特殊", 18, false),
    ("转移责任人、职务\n手机", 30, false),
    ("预警责任人、职务\n手机", 30, false),
    ("避灾场所\n安全鉴定", 26, false),
    ("管理员\n手机", 28, false),
    ("✓", 8, true),
    ("到达时刻", 13, true),
    ("签名", 14, true),
];
pub(super) const SPECIAL: &[Column] = &[
    ("序号", 8, false),
    ("户主\n小组", 24, false),
    ("住址", 30, false),
    ("情况", 30, false),
    ("人数", 10, false),
    ("怎么走", 30, false),
    ("用车\n车主电话", 32, false),
    ("帮扶A\n电话", 30, false),
    ("帮扶B\n电话", 30, false),
    ("随身物品", 25, false),
    ("✓", 8, true),
    ("签名", 10, true),
];
pub(super) const ZONES: &[Column] = &[
    ("序号", 8, false),
    ("风险点", 28, false),
    ("类型", 20, false),
    ("位置", 34, false),
    ("户", 12, false),
    ("人", 12, false),
    ("前兆和触发", 46, false),
    ("盯守A\n电话", 30, false),
    ("盯守B\n电话", 30, false),
    ("撤向", 30, false),
    ("变化", 17, true),
];
pub(super) const CALLS: &[Column] = &[
    ("序号", 8, false),
    ("级别", 24, false),
    ("叫谁", 34, false),
    ("电话", 30, false),
    ("谁叫", 24, false),
    ("第一次", 18, true),
    ("接通✓", 12, true),
    ("第二次", 18, true),
    ("换B角、上门", 24, false),
    ("回话要点", 50, true),
    ("签名", 25, true),
];
pub(super) const ROTA: &[Column] = &[
    ("日期", 22, false),
    ("星期", 12, false),
    ("节假日", 14, false),
    ("班次", 28, false),
    ("带班\n电话", 42, false),
    ("值班员\n电话", 42, false),
    ("备勤\n电话", 42, false),
    ("交班", 20, true),
    ("交接事项", 30, true),
    ("签收", 15, true),
];
pub(super) const STOCK: &[Column] = &[
    ("序号", 8, false),
    ("编码", 20, false),
    ("品名", 30, false),
    ("规格型号", 30, false),
    ("单位", 12, false),
    ("应有", 14, false),
    ("现有", 14, false),
    ("差", 14, false),
    ("生产日期", 22, false),
    ("有效期至", 22, false),
    ("存放处", 30, false),
    ("保管人\n电话", 33, false),
    ("盘点日期", 18, false),
];
pub(super) const MOVED: &[Column] = &[
    ("序号", 8, false),
    ("日期", 22, true),
    ("品名", 34, false),
    ("规格", 32, false),
    ("单位", 12, false),
    ("数量", 16, true),
    ("来源、领用", 40, true),
    ("用途", 36, true),
    ("结存", 16, true),
    ("经手", 24, true),
    ("保管", 27, true),
];
pub(super) const COUNTED: &[Column] = &[
    ("序号", 8, false),
    ("品名", 36, false),
    ("规格", 34, false),
    ("单位", 12, false),
    ("账面", 18, false),
    ("实盘", 18, true),
    ("盈亏", 18, true),
    ("完好", 18, true),
    ("过期", 18, true),
    ("处理", 50, true),
    ("盘点、监盘", 37, true),
];
pub(super) const FINDINGS: &[Column] = &[
    ("编号", 22, false),
    ("发现日期", 20, false),
    ("位置", 32, false),
    ("情况", 54, false),
    ("级别", 14, false),
    ("发现人", 22, false),
    ("整改责任人", 24, false),
    ("期限", 20, false),
    ("临时措施", 28, false),
    ("完成", 16, true),
    ("复查", 15, true),
];
pub(super) const DRILLS: &[Column] = &[
    ("日期", 22, false),
    ("昼夜", 10, false),
    ("灾种", 24, false),
    ("情景", 50, false),
    ("户、人", 18, false),
    ("叫应用时", 16, false),
    ("转移用时", 16, false),
    ("到点", 16, true),
    ("问题", 45, false),
    ("整改人、期限", 30, true),
    ("记录人", 20, true),
];
pub(super) const TRAINING: &[Column] = &[
    ("日期", 22, false),
    ("题目", 54, false),
    ("讲课人", 26, true),
    ("对象", 34, true),
    ("应到", 14, true),
    ("实到", 14, false),
    ("课时", 14, true),
    ("考核", 20, true),
    ("材料", 35, true),
    ("签到", 12, true),
    ("记录人", 22, true),
];
