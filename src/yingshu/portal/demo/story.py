"""The demo company as data: 岭南禾泽肥业有限公司, its people, regions, customers, products and carriers. All of it is invented."""

from __future__ import annotations

from dataclasses import dataclass

COMPANY = "岭南禾泽肥业有限公司"
CENTRE = "营销中心"
PASSWORD = "heze-demo-2026"  # nosec B105 - the shared password of the demo, told in docs/demo.md
REGIONS = {"west": "粤西大区", "north": "粤北大区", "delta": "珠三角大区", "east": "粤东大区"}


@dataclass(frozen=True, slots=True)
class Who:
    """A person: login name, name, post, where."""

    login: str
    name: str
    post: str
    unit: str = "centre"


PEOPLE = (
    Who("zhoujianhua", "周建华", "general_manager", "company"), Who("guominghui", "郭明辉", "vice_president", "company"),
    Who("chenzhiyuan", "陈志远", "director"), Who("linxiaowen", "林晓雯", "service_manager"), Who("hejiamin", "何嘉敏", "service_manager"),
    Who("liangguodong", "梁国栋", "logistics_clerk"), Who("suminyi", "苏敏仪", "finance", "company"),
    Who("denghaibo", "邓海波", "workshop", "company"), Who("luoyongqiang", "罗永强", "warehouse", "company"),
    Who("huangsiqi", "黄思琪", "assistant"), Who("tanzhifeng", "谭志峰", "region_manager", "west"),
    Who("wuzixuan", "吴子轩", "salesperson", "west"), Who("fengjunjie", "冯俊杰", "salesperson", "north"),
    Who("yewaner", "叶婉儿", "salesperson", "delta"), Who("zhongjiahao", "钟家豪", "salesperson", "east"),
    Who("moweiwen", "莫伟文", "admin", "company"),
)
SELLER = {"west": "wuzixuan", "north": "fengjunjie", "delta": "yewaner", "east": "zhongjiahao"}
SERVICE = {"west": "linxiaowen", "north": "linxiaowen", "delta": "hejiamin", "east": "hejiamin"}


@dataclass(frozen=True, slots=True)
class Good:
    """A product: code, name, specification, list price, unit cost, opening stock, safety stock."""

    code: str
    name: str
    spec: str
    price: str
    cost: str
    stock: int
    safety: int
    share: int = 5


def _g(line: str) -> Good:
    code, name, spec, price, cost, stock, safety, share = line.split("|")
    return Good(code, name, spec, price, cost, int(stock), int(safety), int(share))


GOODS = tuple(_g(line) for line in """
FH-1515|复合肥|15-15-15 50 kg/袋|85|66|3200|600|22
FH-2510|高氮复合肥|25-10-10 50 kg/袋|96|75|1600|300|10
YJ-45|有机肥|有机质45% 40 kg/袋|52|37|2600|500|16
SR-2020|大量元素水溶肥|20-20-20 25 kg/袋|168|121|700|150|8
NS-46|尿素|N≥46% 50 kg/袋|98|82|1800|300|12
JF-60|氯化钾|K2O≥60% 50 kg/袋|135|112|900|200|6
GS-12|过磷酸钙|P2O5≥12% 50 kg/袋|46|35|1500|300|7
HS-2609|缓释肥|26-9-9 40 kg/袋|118|87|800|150|6
GJ-1808|柑橘专用肥|18-8-16 40 kg/袋|104|79|900|200|6
CY-2010|茶叶专用肥|20-8-8 40 kg/袋|102|78|600|120|4
JJ-02|微生物菌剂|有效活菌≥2亿/g 20 kg/袋|68|44|500|160|3
ZW-05|中微量元素肥|Ca+Mg 5 kg/袋|38|24|400|150|2
""".strip().splitlines())
RAISED = {"FH-2510": "99", "NS-46": "102", "JF-60": "139", "HS-2609": "121"}  # what the second price list changes
CARRIERS = (("顺驰物流", "陈师傅", "粤西、粤北"), ("远达物流", "黎经理", "珠三角、粤东"), ("恒通货运", "曾小姐", "全省"),
            ("北江快运", "梁先生", "粤北"))
DRIVERS = (("粤A7K332", "王师傅"), ("粤B52G18", "李师傅"), ("粤E9J076", "何师傅"), ("粤H3L815", "谢师傅"), ("粤R6M204", "黄师傅"),
           ("粤L8C571", "邱师傅"))


@dataclass(frozen=True, slots=True)
class Buyer:
    """A customer: name, region, place, contact, usual payment, credit limit in yuan, days, habit of paying, weight among all orders."""

    name: str
    region: str
    place: str
    contact: str
    method: str = "prepaid"
    limit: int = 0
    days: int = 30
    habit: str = "good"
    weight: int = 4
    nature: str = "个体工商户"


def _b(line: str) -> Buyer:
    name, region, place, contact, method, limit, days, habit, weight, nature = line.split()
    return Buyer(name, region, place, contact, method, int(limit), int(days), habit, int(weight), nature)


BUYERS = tuple(_b(line) for line in """
甘泉农资 west 肇庆市高要区金利镇甘泉路18号 张文辉 prepaid 0 0 good 9 个体工商户
高要丰收农资 west 肇庆市高要区南岸街道要南一路66号 冼伟强 cod 0 0 good 8 个体工商户
四会金穗农资 west 肇庆市四会市东城街道四会大道27号 陆少明 bill 400000 90 good 6 有限责任公司
恩平禾盛农资 delta 江门市恩平市恩城街道新平中路9号 谭锦标 credit 120000 60 good 6 个体工商户
开平田园生态农场 delta 江门市开平市塘口镇自力村路3号 关志文 credit 90000 30 slow 5 家庭农场
鹤山金稻农资 delta 江门市鹤山市沙坪街道人民路112号 冯国华 cod 0 0 good 5 个体工商户
台山海宴供销社 delta 江门市台山市海宴镇解放路21号 陈桂芳 credit 150000 45 good 5 供销合作社
茂名绿丰农资 west 茂名市电白区水东街道海滨路35号 蔡伟雄 deposit 0 0 good 5 有限责任公司
信宜山区果业合作社 west 茂名市信宜市丁堡镇果园路2号 李锦源 credit 100000 60 slow 4 专业合作社
化州橘红农资 west 茂名市化州市河西街道民主路88号 陈海涛 prepaid 0 0 good 4 个体工商户
阳春南粤农资 west 阳江市阳春市春城街道朝南路16号 严冠文 cod 0 0 late 5 个体工商户
湛江徐闻菠萝合作社 west 湛江市徐闻县曲界镇菠萝大道1号 林景忠 credit 200000 60 bad 4 专业合作社
廉江红橙果业 west 湛江市廉江市石岭镇红橙路8号 钟伟国 bill 300000 90 good 4 有限责任公司
罗定农丰农资 west 云浮市罗定市罗城街道兴华一路5号 梁健华 deposit 0 0 good 4 个体工商户
清远绿野种植合作社 north 清远市清城区源潭镇连安路7号 欧阳建明 prepaid 0 0 good 8 专业合作社
阳山惠农服务站 north 清远市阳山县阳城镇城北路20号 毛国强 credit 80000 30 good 6 供销合作社
英德茶山合作社 north 清远市英德市石牯塘镇茶山路6号 罗秋生 credit 110000 45 good 6 专业合作社
连州菜心专业合作社 north 清远市连州市星子镇星中路3号 黄志坚 cod 0 0 good 5 专业合作社
佛冈农旺农资 north 清远市佛冈县石角镇振兴中路41号 朱少华 prepaid 0 0 good 4 个体工商户
韶关曲江粮丰农资 north 韶关市曲江区马坝镇沿堤路12号 邱志刚 credit 90000 30 slow 4 有限责任公司
乐昌黄金奈李合作社 north 韶关市乐昌市长来镇李园路1号 骆永红 deposit 0 0 good 4 专业合作社
南雄烟稻联合社 north 韶关市南雄市雄州街道环城西路9号 叶建新 credit 160000 60 bad 3 专业合作社
翁源兰花种植基地 north 韶关市翁源县江尾镇兰花大道18号 赖文锋 prepaid 0 0 good 3 有限责任公司
仁化丹霞贡柑果业 north 韶关市仁化县大桥镇贡柑路5号 谭永昌 bill 200000 90 good 3 有限责任公司
佛山五金农具行 delta 佛山市南海区大沥镇长虹岭路30号 区永坚 deposit 0 0 good 6 个体工商户
佛山高明合水粉葛社 delta 佛山市高明区更合镇合水路11号 罗炳坤 cod 0 0 good 4 专业合作社
广州从化荔枝联社 delta 广州市从化区太平镇荔枝路22号 邝润华 prepaid 0 0 good 5 专业合作社
广州增城迟菜心农场 delta 广州市增城区小楼镇菜心路6号 何炽坚 credit 100000 30 good 5 家庭农场
中山小榄菊花园艺 delta 中山市小榄镇升平中路15号 李绮雯 prepaid 0 0 good 3 有限责任公司
珠海斗门禾虫农资 delta 珠海市斗门区白蕉镇连桥路19号 黄树标 cod 0 0 good 4 个体工商户
惠州丰达农资 east 惠州市惠城区水口街道龙湖大道50号 曾国辉 credit 250000 60 bad 5 有限责任公司
惠东稔山马铃薯社 east 惠州市惠东县稔山镇马铃薯路4号 林永盛 credit 120000 45 slow 4 专业合作社
博罗泰美蔬菜基地 east 惠州市博罗县泰美镇蔬菜路7号 徐伟平 prepaid 0 0 good 4 有限责任公司
河源紫金茶业合作社 east 河源市紫金县南岭镇茶园路2号 温志勇 cod 0 0 late 4 专业合作社
龙川油茶联合社 east 河源市龙川县老隆镇油茶路13号 刁永福 deposit 0 0 good 3 专业合作社
梅州梅县金柚果业 east 梅州市梅县区松口镇金柚大道8号 张远翔 credit 140000 60 good 5 有限责任公司
兴宁农发农资 east 梅州市兴宁市宁新街道兴南大道33号 罗志彬 prepaid 0 0 good 4 个体工商户
汕尾海丰油占米社 east 汕尾市海丰县可塘镇油占路5号 吕少波 cod 0 0 good 4 专业合作社
揭阳普宁青梅果业 east 揭阳市普宁市高埔镇青梅路9号 赖桂生 bill 180000 90 good 3 有限责任公司
潮州凤凰单丛茶社 east 潮州市潮安区凤凰镇单丛路16号 文伟民 credit 80000 30 slow 3 专业合作社
""".strip().splitlines())
REASONS: dict[str, tuple[str, ...]] = {
    "reject": ("价格与本季政策不符，请按价目表重报", "客户上期尾款未清，先收款"),
    "cancel": ("客户改种，暂不要货", "客户自行调货，取消"),
    "special": ("老客户年度用量大，申请季度特价", "竞品同规格报价更低"),
    "progress": ("已告知客户：车间排产中，按期交货", "电话告知客户装车时间"),
    "opinion": ("货已收齐，质量正常", "装卸利索，下次继续订", "包装完好，数量无误"),
    "promise": ("承诺月底前结清", "答应下周先付一半", "等合作社分红到账即付"),
}
REFUSED = "客户临时无仓位，拒收"
DAMAGED = "外袋破损，内袋完好部分客户照收"
